// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.time.Duration;

/// The time that a client has for content that it has announced: it runs out, and what comes earns
/// some back (`smtpd_min_data_rate`). So nobody holds a session by sending an octet now and then.
/// Used by one thread.
public final class TimeAllowance {
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final long mostNanos;
    private final int octetsPerSecond;
    private long deadline;

    public TimeAllowance(Duration most, int octetsPerSecond) {
        this.mostNanos = most.toNanos();
        this.octetsPerSecond = octetsPerSecond;
        this.deadline = System.nanoTime() + mostNanos;
    }

    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    public void earned(int octets) {
        long latest = System.nanoTime() + mostNanos;
        long more = octetsPerSecond == 0 ? mostNanos : octets * NANOS_PER_SECOND / octetsPerSecond;
        deadline = deadline + more - latest > 0 ? latest : deadline + more;
    }
}
