// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.route.Route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The destinations that mail goes to just now. One that is slow keeps only its own mail waiting.
/// Safe for use by several threads.
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

    /// Waits for a place at a destination.
    Admission enter(Key key, DeliverySettings.Concurrency concurrency, int maxWaiting) {
        if (closing) {
            return Admission.CLOSING;
        }
        Destination destination =
                byKey.compute(
                        key,
                        (_, known) -> {
                            Destination it = known == null ? new Destination(concurrency) : known;
                            it.users++;
                            return it;
                        });
        Admission admission = destination.enter(maxWaiting, clock.instant());
        if (!(admission instanceof Admission.Granted)) {
            release(key);
        }
        return admission;
    }

    void leave(Key key, Feedback feedback, Instant resume) {
        Destination destination = byKey.get(key);
        if (destination != null) {
            destination.leave(feedback, resume);
        }
        release(key);
    }

    private void release(Key key) {
        byKey.computeIfPresent(
                key,
                (_, it) -> {
                    it.users--;
                    return it.users == 0 && it.isForgettable(clock.instant()) ? null : it;
                });
    }

    /// Forgets dead destinations whose time is over.
    void tidy() {
        for (Key key : byKey.keySet()) {
            byKey.computeIfPresent(
                    key, (_, it) -> it.users == 0 && it.isForgettable(clock.instant()) ? null : it);
        }
    }

    /// Nothing new begins; who waits is sent away.
    void close() {
        closing = true;
        byKey.values().forEach(Destination::close);
    }
}
