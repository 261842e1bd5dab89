// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.smtp.server.RateLimits.Event;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How often each client has done something since its unit of time began, which it does with the
/// first event behind the end of the last one. Past a number of clients the one that was quiet for
/// longest is forgotten. Safe for use by several threads.
public final class ClientRates {
    private static final int CLIENTS = 50_000;

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<ClientPrefix, Counts> clients = new BoundedMap<>(CLIENTS, Eldest.USED);

    private record Counts(long since, Map<Event, Integer> events) {
        Counts(long since) {
            this(since, new EnumMap<>(Event.class));
        }
    }

    public ClientRates() {
        this(System::nanoTime);
    }

    ClientRates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Counts an event; which one it is in its unit of time.
    synchronized int count(ClientPrefix client, Event event, Duration unit) {
        long now = nanoTime.getAsLong();
        Counts known = clients.get(client);
        Counts counts =
                known == null || now - known.since() >= unit.toNanos() ? new Counts(now) : known;
        clients.put(client, counts);
        return counts.events().merge(event, 1, Integer::sum);
    }

    synchronized int clients() {
        return clients.size();
    }
}
