// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.delivery.QueueOperations;
import org.mailroom.core.table.Match;
import org.mailroom.smtp.server.SiteQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.function.Function;

/// What clients ask for by ETRN: the mail of one site after the other is tried, on one thread,
/// since the envelopes of the whole queue are read for each. Safe for use by several threads.
public final class SiteFlushes implements SiteQueue {
    /// More sites do not wait, so that who asks without end costs no more than this.
    private static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(SiteFlushes.class);

    private final QueueSites sites;
    private final QueueOperations operations;
    private final Function<String, Match> served;

    @GuardedBy("this")
    private final SequencedSet<String> waiting = new LinkedHashSet<>();

    @GuardedBy("this")
    private boolean working;

    /// @param served whether a domain is one of `fast_flush_domains`
    public SiteFlushes(QueueView view, QueueOperations operations, Function<String, Match> served) {
        sites = new QueueSites(view);
        this.operations = operations;
        this.served = served;
    }

    @Override
    public Start start(String site) {
        return switch (served.apply(site)) {
            case Match.Yes() -> add(site.toLowerCase(Locale.ROOT));
            case Match.No() -> Start.NOT_SERVED;
            case Match.Unsure(var reason) -> {
                LOG.warn("fast_flush_domains: {}", reason);
                yield Start.IMPOSSIBLE;
            }
        };
    }

    private synchronized Start add(String site) {
        if (waiting.size() >= MOST && !waiting.contains(site)) {
            return Start.IMPOSSIBLE;
        }
        waiting.add(site);
        if (!working) {
            working = true;
            Thread.ofVirtual().name("etrn").start(this::work);
        }
        return Start.STARTED;
    }

    private void work() {
        for (String site = next(); !site.isEmpty(); site = next()) {
            try {
                operations.flush(sites.of(site));
            } catch (IOException | RuntimeException e) {
                LOG.error("Cannot flush the mail for {}", site, e);
            }
        }
    }

    /// The next site; empty when there is none, and the work is done.
    private synchronized String next() {
        working = !waiting.isEmpty();
        return working ? waiting.removeFirst() : "";
    }
}
