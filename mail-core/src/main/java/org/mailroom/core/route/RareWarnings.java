// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/// Which warnings have been given lately: the same is given once an hour. Safe for use by several
/// threads.
final class RareWarnings {
    private static final Duration SPAN = Duration.ofHours(1);

    /// With more than these, the oldest are forgotten.
    private static final int MOST = 10_000;

    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<String, Instant> given = new BoundedMap<>(MOST, Eldest.PUT);

    RareWarnings(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether it is to be given now.
    synchronized boolean isDue(String warning) {
        Instant now = clock.instant();
        Instant last = given.get(warning);
        if (last != null && last.plus(SPAN).isAfter(now)) {
            return false;
        }
        // As the youngest
        given.remove(warning);
        given.put(warning, now);
        return true;
    }
}
