// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.delivery.DeliverySettings.Bounces;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Carries the batches of one attempt, one at a time on each of its threads, and notes what became
/// of them. Safe for use by several threads.
final class BatchCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCarrier.class);

    private static final Outcome INTERNAL_ERROR =
            new Outcome.Deferred("4.3.0", "mail system error");

    private static final Outcome DAMAGED =
            new Outcome.Failed("5.3.0", "the message was damaged in the queue");

    // RFC 2852 §4.1.1
    private static final Outcome LATE = new Outcome.Failed(Fate.LATE, Fate.TIME_EXPIRED);

    /// Postfix's name of the process that logs what nobody has tried.
    private static final String NOBODY = "error";

    private final DeliveryParts parts;
    private final QueueEntry entry;
    private final Fates fates;
    private final CutOff cutOff;
    private final Instant active;
    private final long number;

    BatchCarrier(DeliveryParts parts, QueueEntry entry, Fates fates, CutOff cutOff) {
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
            deliveries = deliver(message, batch);
        } catch (RuntimeException e) {
            LOG.error("A courier failed on {}", entry.id(), e);
        } finally {
            Feedback feedback = Feedback.of(deliveries);
            batch.stop().ifPresent(stop -> parts.leave(stop, feedback));
        }
        record(message, batch, deliveries, begun, batch.process());
    }

    private List<Courier.Delivery> deliver(QueuedMessage message, Batch batch) {
        if (message.envelope().purpose() == Envelope.Purpose.PROBE) {
            Optional<Courier.Delivery> known = Probe.withoutCourier(batch.route());
            if (known.isPresent()) {
                return batch.recipients().stream().map(_ -> known.get()).toList();
            }
        }
        Courier courier = parts.couriers().of(batch.route());
        return switch (batch.route()) {
            case Route.Onward _, Route.ToOwner _ -> {
                MessageContent content = cutOff.shielded(message.content());
                Consignment remote = consignment(message, batch, content);
                yield cutOff.interruptibly(() -> courier.deliver(remote));
            }
            case Route.ToMailbox _,
                    Route.ToList _,
                    Route.Discard _,
                    Route.Reject _,
                    Route.Defer _ ->
                    courier.deliver(consignment(message, batch, message.content()));
        };
    }

    /// The destination is left alone for a while.
    void suspend(QueuedMessage message, Batch batch, Admission.Suspended suspended) {
        record(message, batch, same(batch, suspended.outcome()), active, NOBODY);
    }

    void giveUpDamaged(QueuedMessage message, Batch batch) {
        record(message, batch, same(batch, DAMAGED), active, NOBODY);
    }

    /// Its sender does not want it to be delivered any more.
    void giveUpLate(QueuedMessage message, Batch batch) {
        record(message, batch, same(batch, LATE), active, NOBODY);
    }

    private static List<Courier.Delivery> same(Batch batch, Outcome outcome) {
        return batch.recipients().stream().map(_ -> new Courier.Delivery(outcome, "none")).toList();
    }

    private Consignment consignment(QueuedMessage message, Batch batch, MessageContent content) {
        return new Consignment(
                entry.id(),
                entry.arrived(),
                message.envelope(),
                content,
                batch.recipients(),
                batch.routes(),
                number);
    }

    private void record(
            QueuedMessage message,
            Batch batch,
            List<Courier.Delivery> deliveries,
            Instant begun,
            String process) {
        Instant ended = parts.clock().instant();
        var times = new DeliveryLog.Times(entry.arrived(), active, begun, ended);
        Envelope.Purpose purpose = message.envelope().purpose();
        // A probe is asked for the answer
        boolean soft =
                parts.settings().get().bounces() == Bounces.AT_THE_END
                        && purpose != Envelope.Purpose.PROBE;
        for (int i = 0; i < batch.recipients().size(); i++) {
            Courier.Delivery delivery = deliveries.get(i);
            if (delivery.outcome() instanceof Outcome.Deferred && cutOff.isAnnounced()) {
                fates.end(Fates.Ending.INTERRUPTED);
            } else {
                Courier.Delivery counted = soft ? softened(delivery) : delivery;
                Bounces bounces = counted.equals(delivery) ? Bounces.AT_ONCE : Bounces.AT_THE_END;
                var tag = new DeliveryLog.Tag(process, number, purpose, bounces);
                parts.log().concluded(entry.id(), batch.recipients().get(i), delivery, times, tag);
                fates.add(message.envelope(), batch, i, counted);
            }
        }
    }

    // What comes too late is so for good
    private static Courier.Delivery softened(Courier.Delivery delivery) {
        return switch (delivery.outcome()) {
            case Outcome.Failed failed when !failed.equals(LATE) ->
                    delivery.with(failed.softened());
            case Outcome.Failed _, Outcome.Deferred _, Outcome.Delivered _ -> delivery;
        };
    }
}
