// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.address.Address;
import org.mailroom.smtp.memory.LastingMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Tells whether mail for an address could be delivered: what was learnt before, or what a probe
/// tells now. Each address is probed once at a time, and a client waits for it for a while only.
/// Safe for use by several threads.
public final class AddressVerification {
    /// How many addresses are known, before the first are forgotten.
    public static final int ROOM = 50_000;

    private static final int PROBES_AT_ONCE = 50;
    private static final Standing IN_PROGRESS =
            new Standing.Unsure("Address verification in progress");
    private static final Standing BUSY = new Standing.Unsure("Address verification is busy");

    private static final Logger LOG = LoggerFactory.getLogger(AddressVerification.class);

    private final Function<Address, Inquiry> inquiries;
    private final Supplier<VerifySettings> settings;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(PROBES_AT_ONCE);

    private final LastingMap<Learnt> known;

    @GuardedBy("this")
    private final Map<String, CompletableFuture<Standing>> pending = new HashMap<>();

    private final Destinations domains = new Destinations();
    private final Destinations servers = new Destinations();

    /// @param inquiries what it takes to learn of an address; blocks
    /// @param known what was learnt so far
    public AddressVerification(
            Function<Address, Inquiry> inquiries,
            Supplier<VerifySettings> settings,
            LastingMap<Learnt> known,
            InstantSource clock) {
        this.inquiries = inquiries;
        this.settings = settings;
        this.known = known;
        this.clock = clock;
    }

    /// What is known of an address. Waits for a probe where there is nothing yet.
    public Standing of(Address address) {
        VerifySettings now = settings.get();
        Optional<Learnt> before = known.find(key(address));
        if (before.isEmpty()) {
            return await(probe(address, now), now.patience());
        }
        Standing standing = before.get().standing();
        if (before.get().isOlder(now.lifetime(standing).refresh(), clock.instant())) {
            var _ = probe(address, now);
        }
        return standing;
    }

    private static String key(Address address) {
        return address.localPart() + "@" + address.domain().toLowerCase(Locale.ROOT);
    }

    private synchronized CompletableFuture<Standing> probe(Address address, VerifySettings now) {
        String key = key(address);
        CompletableFuture<Standing> running = pending.get(key);
        if (running != null) {
            return running;
        }
        var answer = new CompletableFuture<Standing>();
        String domain = address.domain().toLowerCase(Locale.ROOT);
        Optional<Destination> destination =
                pending.size() < now.pendingLimit() ? domains.begin(domain, now) : Optional.empty();
        if (destination.isEmpty()) {
            answer.complete(BUSY);
            return answer;
        }
        pending.put(key, answer);
        Thread.ofVirtual()
                .name("verify/" + key)
                .start(
                        () -> {
                            Standing standing = probe(address, destination.get(), now);
                            domains.end(domain, destination.get());
                            learn(key, standing, now);
                            answer.complete(standing);
                        });
        return answer;
    }

    private Standing probe(Address address, Destination domain, VerifySettings now) {
        domain.places.acquireUninterruptibly();
        try {
            return switch (inquiries.apply(address)) {
                case Inquiry.Answered(var standing) -> standing;
                case Inquiry.AtServer(var server, var question) -> ask(server, question, now);
            };
        } catch (RuntimeException e) {
            LOG.error("the probe of {} failed", address, e);
            return new Standing.Unsure("Address verification problem");
        } finally {
            domain.places.release();
        }
    }

    // Who waits for a server that is slow holds none of the places that all share
    private Standing ask(String name, Supplier<Standing> question, VerifySettings now) {
        Optional<Destination> server = servers.begin(name, now);
        if (server.isEmpty()) {
            return BUSY;
        }
        server.get().places.acquireUninterruptibly();
        places.acquireUninterruptibly();
        try {
            return question.get();
        } finally {
            places.release();
            server.get().places.release();
            servers.end(name, server.get());
        }
    }

    // What was good stays so until it is too old: one refusal, which somebody else may have brought
    // about, turns nobody away
    private synchronized void learn(String key, Standing standing, VerifySettings now) {
        pending.remove(key);
        boolean good = standing instanceof Standing.Deliverable;
        boolean wasGood =
                known.find(key)
                        .map(Learnt::standing)
                        .filter(Standing.DELIVERABLE::equals)
                        .isPresent();
        if (good || (now.negativeCache() && !wasGood && !standing.equals(BUSY))) {
            known.put(key, new Learnt(standing, clock.instant()));
        }
    }

    private static Standing await(CompletableFuture<Standing> answer, Duration patience) {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return IN_PROGRESS;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return IN_PROGRESS;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
