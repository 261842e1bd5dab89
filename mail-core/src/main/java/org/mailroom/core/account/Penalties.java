// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;
import org.mailroom.core.net.ClientPrefix;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/// How long a client that has guessed wrong waits before its next password is looked at, as in
/// Dovecot: once the first delay, then twice that, and so on. Who keeps quiet for as long as all
/// the delays together take has nothing to wait for, nor has who got it right. Bounded. Safe for
/// use by several threads.
final class Penalties {
    static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int CLIENTS = 100_000;

    private final LongSupplier nanoTime;

    // guarded by this
    private final Map<ClientPrefix, Guesses> records = new BoundedMap<>(CLIENTS, Eldest.PUT);

    /// What a client has done: so many guesses, the last one when.
    private record Guesses(int count, long lastNanos) {}

    Penalties(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// What the client waits now. `first` is the delay after the first wrong guess.
    synchronized Duration of(ClientPrefix client, Duration first) {
        Guesses known = records.get(client);
        return known == null || isOver(known, first)
                ? Duration.ZERO
                : afterGuesses(known.count(), first);
    }

    /// The client has guessed wrong.
    synchronized void failed(ClientPrefix client, Duration first) {
        Guesses known = records.remove(client);
        int before = known == null || isOver(known, first) ? 0 : known.count();
        records.put(client, new Guesses(before + 1, nanoTime.getAsLong()));
    }

    synchronized void forgive(ClientPrefix client) {
        records.remove(client);
    }

    private boolean isOver(Guesses known, Duration first) {
        Duration all = Duration.ZERO;
        int guesses = 0;
        Duration next = first;
        while (next.compareTo(longest(first)) < 0) {
            all = all.plus(next);
            guesses++;
            next = afterGuesses(guesses + 1, first);
        }
        return nanoTime.getAsLong() - known.lastNanos() > all.plus(next).toNanos();
    }

    private static Duration afterGuesses(int guesses, Duration first) {
        Duration delay = first;
        for (int i = 1; i < guesses && delay.compareTo(longest(first)) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest(first)) < 0 ? delay : longest(first);
    }

    private static Duration longest(Duration first) {
        return first.isZero() || first.compareTo(LONGEST) > 0 ? first : LONGEST;
    }
}
