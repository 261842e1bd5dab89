// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many connections each milter has, those of all services together: most of them can serve no
/// more than they have descriptors. Safe for use by several threads.
public final class MilterPlaces {
    /// A third of the descriptors that a process usually has.
    public static final int USUAL = 300;

    private final int atOnce;
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

    public MilterPlaces(int atOnce) {
        this.atOnce = atOnce;
    }

    /// Waits for a place; what is to be run when it is left.
    ///
    /// @throws MilterException where none becomes free
    Runnable enter(String milter, Duration patience) throws MilterException {
        Semaphore free = places.computeIfAbsent(milter, _ -> new Semaphore(atOnce, true));
        try {
            if (free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return free::release;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw MilterException.away("it has " + atOnce + " connections already");
    }
}
