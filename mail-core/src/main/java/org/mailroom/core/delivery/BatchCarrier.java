// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Carries the batches of one attempt, one at a time on each of its threads, and notes what became
/// of them. Safe for use by several threads.
final class BatchCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCarrier.class);

    private static final Outcome INTERNAL_ERROR =
            new Outcome.Deferred("4.3.0", "mail system error");

    private static final Outcome DAMAGED =
            new Outcome.Failed("5.3.0", "the message was damaged in the queue");

    /// Postfix's name of the process that logs what nobody has tried.
    private static final String NOBODY = "error";

    private final QueueManager.Parts parts;
    private final QueueEntry entry;
    private final Fates fates;
    private final BooleanSupplier cutOff;
    private final Instant active;
    private final long number;

    /// `cutOff` tells whether a stop interrupts deliveries: what they say then is no answer.
    BatchCarrier(QueueManager.Parts parts, QueueEntry entry, Fates fates, BooleanSupplier cutOff) {
        this.parts = parts;
        this.entry = entry;
        this.fates = fates;
        this.cutOff = cutOff;
        this.active = parts.clock().instant();
        this.number = parts.log().nextNumber();
    }

    /// What stands in brackets in the log, for the whole attempt.
    long number() {
        return number;
    }

    void carry(QueuedMessage message, Batch batch) {
        Instant begun = parts.clock().instant();
        List<Courier.Delivery> deliveries = same(batch, INTERNAL_ERROR);
        try {
            deliveries = parts.couriers().of(batch.route()).deliver(consignment(message, batch));
        } catch (RuntimeException e) {
            LOG.error("A courier failed on {}", entry.id(), e);
        } finally {
            Feedback feedback = Feedback.of(deliveries);
            batch.stop().ifPresent(stop -> leave(stop, feedback));
        }
        record(batch, deliveries, begun, batch.process());
    }

    void leave(Destinations.Stop stop, Feedback feedback) {
        Instant now = parts.clock().instant();
        Instant resume = now.plus(parts.settings().get().retry().minimalBackoffTime());
        parts.destinations().leave(stop, feedback, resume);
    }

    /// The destination is left alone for a while; `last` is what it did.
    void suspend(Batch batch, Outcome.Deferred last) {
        String text = "delivery temporarily suspended: " + last.text();
        record(batch, same(batch, new Outcome.Deferred(last.status(), text)), active, NOBODY);
    }

    void giveUpDamaged(Batch batch) {
        record(batch, same(batch, DAMAGED), active, NOBODY);
    }

    private static List<Courier.Delivery> same(Batch batch, Outcome outcome) {
        return batch.recipients().stream().map(_ -> new Courier.Delivery(outcome, "none")).toList();
    }

    private Consignment consignment(QueuedMessage message, Batch batch) {
        return new Consignment(
                entry.id(),
                entry.arrived(),
                message.envelope(),
                message.content(),
                batch.recipients(),
                batch.routes(),
                number);
    }

    private void record(
            Batch batch, List<Courier.Delivery> deliveries, Instant begun, String process) {
        Instant ended = parts.clock().instant();
        var times = new DeliveryLog.Times(entry.arrived(), active, begun, ended);
        var tag = new DeliveryLog.Tag(process, number);
        for (int i = 0; i < batch.recipients().size(); i++) {
            Courier.Delivery delivery = deliveries.get(i);
            if (delivery.outcome() instanceof Outcome.Deferred && cutOff.getAsBoolean()) {
                fates.end(Fates.Ending.INTERRUPTED);
            } else {
                parts.log().concluded(entry.id(), batch.recipients().get(i), delivery, times, tag);
                fates.add(batch, i, delivery.outcome());
            }
        }
    }
}
