// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The recipients of one message that go the same way together. `positions` are their places in the
/// envelope; `destination` is empty where nothing limits the concurrency.
record Batch(
        Optional<Destinations.Key> destination,
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
            case Route.ToHosts to -> to.transport();
            case Route.Discard _ -> "discard";
            case Route.Reject _, Route.Defer _ -> "error";
        };
    }

    /// Builds the batches of a message.
    static final class Sorter {
        private final int maxRecipients;
        private final Map<Destinations.Key, Batch> open = new LinkedHashMap<>();
        private final List<Batch> all = new ArrayList<>();

        Sorter(int maxRecipients) {
            this.maxRecipients = Math.max(1, maxRecipients);
        }

        void add(int position, Recipient recipient, Route route) {
            switch (route) {
                // As local_destination_recipient_limit = 1: mailboxes have nothing in common.
                case Route.ToMailbox to ->
                        begin(Optional.of(Destinations.Key.of(to))).put(position, recipient, to);
                case Route.ToHosts to -> batch(to).put(position, recipient, to);
                case Route.Discard _, Route.Reject _, Route.Defer _ ->
                        begin(Optional.empty()).put(position, recipient, route);
            }
        }

        private Batch batch(Route.ToHosts route) {
            Destinations.Key key = Destinations.Key.of(route);
            Batch batch = open.get(key);
            if (batch == null || batch.positions().size() >= maxRecipients) {
                batch = begin(Optional.of(key));
                open.put(key, batch);
            }
            return batch;
        }

        private Batch begin(Optional<Destinations.Key> destination) {
            Batch batch =
                    new Batch(destination, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            all.add(batch);
            return batch;
        }

        List<Batch> batches() {
            return all;
        }
    }

    private void put(int position, Recipient recipient, Route route) {
        positions.add(position);
        recipients.add(recipient);
        routes.add(route);
    }
}
