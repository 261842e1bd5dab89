// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The destinations that mail goes to just now, each with the line of those that wait for it. One
/// that is slow keeps only its own mail waiting. Safe for use by several threads; never blocks.
final class Destinations {
    private final InstantSource clock;
    private final Map<Key, Destination> byKey = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /// A destination's name: transport, and next hop or account.
    record Key(String transport, String place) {
        static Key of(Route.ToMailbox route) {
            return new Key(route.transport(), route.account());
        }

        static Key of(Route.ToHosts route) {
            return new Key(route.transport(), route.nexthop());
        }
    }

    Destinations(InstantSource clock) {
        this.clock = clock;
    }

    /// The answer at once; empty when the visitor has to wait for its turn.
    Optional<Admission> enter(Key key, DeliverySettings.Concurrency concurrency, Visitor visitor) {
        if (closing) {
            return Optional.of(Admission.CLOSING);
        }
        Destination destination =
                byKey.compute(
                        key,
                        (_, known) -> {
                            Destination it = known == null ? new Destination(concurrency) : known;
                            it.users++;
                            return it;
                        });
        Optional<Admission> admission = destination.enter(visitor, clock.instant());
        if (admission.isPresent() && !(admission.get() instanceof Admission.Granted)) {
            release(key);
        }
        return admission;
    }

    void leave(Key key, Feedback feedback, Instant resume) {
        Destination destination = byKey.get(key);
        List<Destination.Turn> turns =
                destination == null ? List.of() : destination.leave(feedback, resume);
        release(key);
        for (Destination.Turn turn : turns) {
            if (!(turn.admission() instanceof Admission.Granted)) {
                release(key);
            }
            turn.visitor().admitted(turn.admission());
        }
    }

    private void release(Key key) {
        byKey.computeIfPresent(
                key,
                (_, it) -> {
                    it.users--;
                    return it.users == 0 && it.isForgettable(clock.instant()) ? null : it;
                });
    }

    /// Tries dead destinations again.
    void revive() {
        byKey.values().forEach(Destination::revive);
    }

    /// Forgets dead destinations whose time is over.
    void tidy() {
        for (Key key : byKey.keySet()) {
            byKey.computeIfPresent(
                    key, (_, it) -> it.users == 0 && it.isForgettable(clock.instant()) ? null : it);
        }
    }

    /// Nothing new begins; who waits is forgotten.
    void close() {
        closing = true;
        byKey.values().forEach(Destination::close);
    }
}
