// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Turns for what takes much memory or time: few at once for all users of this host, and fewer for
/// each, so that nobody keeps the others waiting. Safe for use by several threads.
final class Turns {
    private final Semaphore all;
    private final int ofUser;
    private final Map<String, Semaphore> users = new ConcurrentHashMap<>();

    Turns(int all, int ofUser) {
        this.all = new Semaphore(all, true);
        this.ofUser = ofUser;
    }

    /// Waits for a turn; false when none comes in that time.
    boolean take(String user, int seconds) throws InterruptedException {
        Semaphore own = users.computeIfAbsent(user, _ -> new Semaphore(ofUser, true));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        if (!own.tryAcquire(seconds, TimeUnit.SECONDS)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = all.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (!taken) {
                own.release();
            }
        }
        return taken;
    }

    void end(String user) {
        all.release();
        users.computeIfPresent(
                user,
                (_, own) -> {
                    own.release();
                    return own;
                });
    }
}
