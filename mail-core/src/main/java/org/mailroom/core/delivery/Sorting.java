// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TransportSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the way of each recipient of a message, and puts those together that go the same way.
final class Sorting {
    private static final Logger LOG = LoggerFactory.getLogger(Sorting.class);

    private final Router router;
    private final DeliverySettings.Limits limits;
    private final QueuedMessage message;
    private final Map<Destinations.Key, Batch> open = new LinkedHashMap<>();
    private final List<Batch> all = new ArrayList<>();

    Sorting(Router router, DeliverySettings.Limits limits, QueuedMessage message) {
        this.router = router;
        this.limits = limits;
        this.message = message;
    }

    /// The batches of the recipients at these positions of the envelope.
    List<Batch> sort(int[] positions) {
        for (int position : positions) {
            Recipient recipient = message.envelope().recipients().get(position);
            add(position, recipient, route(recipient));
        }
        return all;
    }

    private Route route(Recipient recipient) {
        if (recipient.handover().isPresent()) {
            return new Route.ToOwner(recipient.handover().get(), recipient.address());
        }
        try {
            Optional<TransportSpec> ordered =
                    message.entry().handling().transport().map(TransportSpec::parse);
            ReversePath sender = message.envelope().sender();
            return ordered.isPresent()
                    ? router.route(recipient.address(), sender, ordered.get())
                    : router.route(recipient.address(), sender);
        } catch (RuntimeException e) {
            LOG.error("Cannot route a recipient of {}", message.entry().id(), e);
            return new Route.Defer("4.3.0", "mail system configuration error");
        }
    }

    private void add(int position, Recipient recipient, Route route) {
        switch (route) {
            // Mailboxes have nothing in common
            case Route.ToMailbox to ->
                    begin(Optional.of(Destinations.Stop.of(to, limits.of(to), party())))
                            .put(position, recipient, to);
            case Route.ToOwner to ->
                    begin(Optional.of(Destinations.Stop.of(to, limits.of(to), party())))
                            .put(position, recipient, to);
            case Route.Onward to -> batch(to).put(position, recipient, to);
            case Route.ToList _, Route.Discard _, Route.Reject _, Route.Defer _ ->
                    begin(Optional.empty()).put(position, recipient, route);
        }
    }

    private String party() {
        return message.envelope().origin().party();
    }

    private Batch batch(Route.Onward route) {
        var stop = Destinations.Stop.of(route, limits.of(route), party());
        Batch batch = open.get(stop.key());
        int limit = stop.limits().recipientLimit();
        if (batch == null || batch.positions().size() >= limit) {
            batch = begin(Optional.of(stop));
            open.put(stop.key(), batch);
        }
        return batch;
    }

    private Batch begin(Optional<Destinations.Stop> stop) {
        var batch = new Batch(stop, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        all.add(batch);
        return batch;
    }
}
