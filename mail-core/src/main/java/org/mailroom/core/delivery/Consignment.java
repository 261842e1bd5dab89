// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;

import java.time.Instant;
import java.util.List;

/// What a courier carries in one go: one message for recipients that share a destination. `routes`
/// has the route of each recipient, in the same order; `number` is that of the lines in the log.
public record Consignment(
        QueueId id,
        Instant arrived,
        Envelope envelope,
        MessageContent content,
        List<Recipient> recipients,
        List<Route> routes,
        long number) {

    public Consignment {
        recipients = List.copyOf(recipients);
        routes = List.copyOf(routes);
    }
}
