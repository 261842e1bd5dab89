// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Queue;
import org.mailroom.core.route.Router;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What the deliveries of one queue have in common.
record DeliveryParts(
        Queue queue,
        Router router,
        Couriers couriers,
        BounceWriter bounces,
        DeliveryLog log,
        Destinations destinations,
        Supplier<DeliverySettings> settings,
        InstantSource clock) {

    /// Ends a delivery to a destination. One that is given up is left alone for a while.
    void leave(Destinations.Stop stop, Feedback feedback) {
        Instant now = clock.instant();
        destinations.leave(stop, feedback, now.plus(settings.get().retry().minimalBackoffTime()));
    }
}
