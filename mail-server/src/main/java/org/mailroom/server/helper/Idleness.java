// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Notes that nothing has been asked for a while. Safe for use by several threads.
public final class Idleness {
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("helper/idle").daemon().factory());
    private final Duration limit;
    private final Runnable action;

    @GuardedBy("this")
    private int jobs;

    @GuardedBy("this")
    private Future<?> next;

    /// @param action done once nothing has been asked for so long
    public Idleness(Duration limit, Runnable action) {
        this.limit = limit;
        this.action = action;
        this.next = later();
    }

    synchronized void begin() {
        jobs++;
        next.cancel(false);
    }

    synchronized void end() {
        jobs--;
        if (jobs == 0) {
            next = later();
        }
    }

    private Future<?> later() {
        return timer.schedule(this::over, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void over() {
        if (jobs == 0) {
            action.run();
        }
    }
}
