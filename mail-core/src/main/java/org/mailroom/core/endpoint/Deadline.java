// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.endpoint;

import java.time.Duration;

/// The time by which something has to be done.
///
/// @param nanos as `System.nanoTime` counts
public record Deadline(long nanos) {

    public static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    /// How long there is still time; never negative.
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
}
