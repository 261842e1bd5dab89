// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.xbill.DNS.Name;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What was found, as long as it is good, whole messages with the state that they came in: an
/// answer that was proven is so for its time only. What nobody asked for the longest time goes when
/// there is too much. Safe for use by several threads.
final class FindingCache {
    /// What an entry takes beside its message.
    private static final int ENTRY_OCTETS = 300;

    private final long maxOctets;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<Question, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("this")
    private long octets;

    record Question(Name name, int type) {}

    private record Kept(Finding finding, long since) {
        int octets() {
            return finding.octets() + ENTRY_OCTETS;
        }
    }

    FindingCache(long maxOctets, LongSupplier nanoTime) {
        this.maxOctets = maxOctets;
        this.nanoTime = nanoTime;
    }

    synchronized Optional<Finding> get(Question question) {
        Kept known = kept.get(question);
        if (known == null) {
            return Optional.empty();
        }
        if (nanoTime.getAsLong() - known.since() >= known.finding().good().toNanos()) {
            kept.remove(question);
            octets -= known.octets();
            return Optional.empty();
        }
        return Optional.of(known.finding());
    }

    synchronized void put(Question question, Finding finding) {
        if (finding.good().isZero()) {
            return;
        }
        var fresh = new Kept(finding, nanoTime.getAsLong());
        Kept before = kept.put(question, fresh);
        octets += fresh.octets() - (before == null ? 0 : before.octets());
        for (Iterator<Kept> eldest = kept.values().iterator(); octets > maxOctets; ) {
            octets -= eldest.next().octets();
            eldest.remove();
        }
    }
}
