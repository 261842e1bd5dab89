// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time for everything that is scheduled, and for nothing that people read: the wall clock at
/// the start, and from there the time that has passed. When somebody sets the wall clock, no
/// message expires early and none is forgotten. Safe for use by several threads.
public final class SteadyClock implements InstantSource {
    private final Instant start;
    private final long startNanos = System.nanoTime();

    public SteadyClock(InstantSource wallClock) {
        this.start = wallClock.instant();
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
