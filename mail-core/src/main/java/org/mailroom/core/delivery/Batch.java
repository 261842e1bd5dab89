// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;

import java.util.List;
import java.util.Optional;

/// The recipients of one message that go the same way together. `positions` are their places in the
/// envelope; `stop` is empty where nothing limits the concurrency.
record Batch(
        Optional<Destinations.Stop> stop,
        List<Integer> positions,
        List<Recipient> recipients,
        List<Route> routes) {

    /// The route that stands for all.
    Route route() {
        return routes.getFirst();
    }

    /// Postfix's name of the process that logs such a delivery.
    String process() {
        return switch (route()) {
            case Route.ToMailbox to -> to.transport();
            case Route.ToHosts to -> to.process();
            case Route.ToPipe _ -> "pipe";
            case Route.ToList _ -> "local";
            case Route.ToOwner _ -> "local";
            case Route.Discard _ -> "discard";
            case Route.Reject _, Route.Defer _ -> "error";
        };
    }

    /// Only while it is built.
    void put(int position, Recipient recipient, Route route) {
        positions.add(position);
        recipients.add(recipient);
        routes.add(route);
    }
}
