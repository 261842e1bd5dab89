// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.Clock;

import java.time.Duration;

/// Notes that nothing has been asked for a while. Safe for use by several threads.
public final class Idleness {
    private final Duration limit;
    private final Runnable action;
    private final Clock clock;

    @GuardedBy("this")
    private int jobs;

    @GuardedBy("this")
    private long idleSince;

    /// @param action done once nothing has been asked for so long
    public Idleness(Duration limit, Runnable action, Clock clock) {
        this.limit = limit;
        this.action = action;
        this.clock = clock;
        this.idleSince = clock.now();
        clock.runAfter(limit, this::look);
    }

    synchronized void begin() {
        jobs++;
    }

    synchronized void end() {
        jobs--;
        idleSince = clock.now();
    }

    // One at a time, however many jobs there are
    private synchronized void look() {
        Duration idle = jobs == 0 ? Duration.ofNanos(clock.now() - idleSince) : Duration.ZERO;
        if (idle.compareTo(limit) < 0) {
            clock.runAfter(limit.minus(idle), this::look);
        } else {
            action.run();
        }
    }
}
