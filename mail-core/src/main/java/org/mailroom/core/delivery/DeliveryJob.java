// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.TransportSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// One attempt to deliver a message to all recipients that are left. Some virtual threads carry its
/// batches, one after the other. A batch whose destination has no place is left in that
/// destination's line, as no more than the positions of its recipients; while nothing else is to be
/// done for the message, it has no thread, no active slot and no content in memory. Who ends last
/// concludes.
final class DeliveryJob implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryJob.class);

    /// Threads for one message, so that a long list of mailboxes does not take all there is.
    private static final int MAX_THREADS = 50;

    private static final Outcome INTERNAL_ERROR =
            new Outcome.Deferred("4.3.0", "mail system error");
    private static final Outcome DAMAGED =
            new Outcome.Failed("5.3.0", "the message was damaged in the queue");

    private final QueueManager manager;
    private final QueueManager.Parts parts;
    private final QueueEntry entry;
    private final Instant active;
    private final long number;
    private final Fates fates = new Fates();

    @GuardedBy("this")
    private final ArrayDeque<Batch> todo = new ArrayDeque<>(1);

    @GuardedBy("this")
    private int threads = 1;

    /// Batches in the lines of their destinations.
    @GuardedBy("this")
    private int waiting;

    /// What is left of an attempt when one of its threads ends.
    private enum Rest {
        OTHERS_CARRY,
        ALL_WAIT,
        NOTHING
    }

    DeliveryJob(QueueManager manager, QueueManager.Parts parts, QueueEntry entry) {
        this.manager = manager;
        this.parts = parts;
        this.entry = entry;
        this.active = parts.clock().instant();
        this.number = parts.log().nextNumber();
    }

    @Override
    public void run() {
        Optional<QueuedMessage> message = load();
        if (message.isPresent()) {
            parts.log().active(entry, message.get().envelope());
            carryAll(message.get(), batches(message.get(), entry.pending()));
        }
        end(message);
    }

    private Optional<QueuedMessage> load() {
        try {
            return parts.queue().load(entry);
        } catch (IOException | RuntimeException e) {
            LOG.error("Cannot read {} from the queue", entry.id(), e);
            fates.end(Fates.Ending.POSTPONED);
            return Optional.empty();
        }
    }

    private void carryAll(QueuedMessage message, List<Batch> batches) {
        int more = Math.min(MAX_THREADS, batches.size()) - 1;
        synchronized (this) {
            todo.addAll(batches);
            threads += Math.max(0, more);
        }
        for (int i = 0; i < more; i++) {
            manager.fork(
                    () -> {
                        carryWhatIsLeft(message);
                        end(Optional.of(message));
                    });
        }
        carryWhatIsLeft(message);
    }

    private void carryWhatIsLeft(QueuedMessage message) {
        try {
            for (var batch = next(); batch.isPresent(); batch = next()) {
                attempt(message, batch.get());
            }
        } catch (RuntimeException e) {
            LOG.error("Delivery of {} failed", entry.id(), e);
            fates.end(Fates.Ending.POSTPONED);
        }
    }

    private synchronized Optional<Batch> next() {
        return Optional.ofNullable(todo.poll());
    }

    private List<Batch> batches(QueuedMessage message, int[] positions) {
        Batch.Sorter sorter = new Batch.Sorter(parts.settings().get().recipientLimit());
        for (int position : positions) {
            Recipient recipient = message.envelope().recipients().get(position);
            sorter.add(position, recipient, route(recipient));
        }
        return sorter.batches();
    }

    private Route route(Recipient recipient) {
        try {
            return entry.handling()
                    .transport()
                    .map(it -> parts.router().route(recipient.address(), TransportSpec.parse(it)))
                    .orElseGet(() -> parts.router().route(recipient.address()));
        } catch (RuntimeException e) {
            LOG.error("Cannot route a recipient of {}", entry.id(), e);
            return new Route.Defer("4.3.0", "mail system configuration error");
        }
    }

    private void attempt(QueuedMessage message, Batch batch) {
        if (entry.isDamaged()) {
            record(batch, same(batch, DAMAGED), active);
        } else if (batch.destination().isEmpty()) {
            carry(message, batch);
        } else {
            enter(message, batch, batch.destination().get());
        }
    }

    private void enter(QueuedMessage message, Batch batch, Destinations.Key key) {
        var visit = new Visit(key, batch.positions().stream().mapToInt(it -> it).toArray());
        beginToWait();
        Optional<Admission> admission =
                parts.destinations().enter(key, concurrency(batch.route()), visit);
        if (admission.isPresent()) {
            waitNoLonger();
            admitted(message, batch, admission.get());
        }
    }

    private synchronized void beginToWait() {
        waiting++;
    }

    private synchronized void waitNoLonger() {
        waiting--;
    }

    private DeliverySettings.Concurrency concurrency(Route route) {
        DeliverySettings settings = parts.settings().get();
        return switch (route) {
            case Route.ToMailbox _ ->
                    new DeliverySettings.Concurrency(
                            settings.mailboxLimit(), settings.mailboxLimit());
            case Route.ToHosts _, Route.Discard _, Route.Reject _, Route.Defer _ ->
                    settings.hosts();
        };
    }

    private void admitted(QueuedMessage message, Batch batch, Admission admission) {
        switch (admission) {
            case Admission.Granted _ -> carry(message, batch);
            case Admission.Suspended(Outcome.Deferred last) -> {
                String text = "delivery temporarily suspended: " + last.text();
                var outcome = new Outcome.Deferred(last.status(), text);
                record(batch, same(batch, outcome), active);
            }
            case Admission.Closing _ -> fates.end(Fates.Ending.INTERRUPTED);
        }
    }

    /// A batch in the line of its destination.
    private final class Visit implements Visitor {
        private final Destinations.Key key;
        private final int[] positions;

        Visit(Destinations.Key key, int[] positions) {
            this.key = key;
            this.positions = positions;
        }

        @Override
        public void admitted(Admission admission) {
            boolean hasSlot = returnFromLine();
            Runnable delivery = () -> resume(this, admission);
            if (hasSlot) {
                manager.fork(delivery);
            } else {
                manager.resume(entry, delivery);
            }
        }
    }

    // Answers whether the message is worked on already.
    private synchronized boolean returnFromLine() {
        waiting--;
        threads++;
        return threads > 1;
    }

    private void resume(Visit visit, Admission admission) {
        Optional<QueuedMessage> message = load();
        List<Batch> batches = message.map(it -> batches(it, visit.positions)).orElse(List.of());
        boolean sameWay =
                batches.size() == 1
                        && batches.getFirst().destination().equals(Optional.of(visit.key));
        if (sameWay && !entry.isDamaged()) {
            admitted(message.orElseThrow(), batches.getFirst(), admission);
        } else {
            // It cannot be read, or goes another way by now.
            if (admission instanceof Admission.Granted) {
                leave(visit.key, new Feedback.Nothing());
            }
            message.ifPresent(it -> carryAll(it, batches));
        }
        end(message);
    }

    private void carry(QueuedMessage message, Batch batch) {
        Instant begun = parts.clock().instant();
        List<Courier.Delivery> deliveries = same(batch, INTERNAL_ERROR);
        try {
            deliveries = parts.couriers().of(batch.route()).deliver(consignment(message, batch));
        } catch (RuntimeException e) {
            LOG.error("A courier failed on {}", entry.id(), e);
        } finally {
            Feedback feedback = Feedback.of(deliveries);
            batch.destination().ifPresent(key -> leave(key, feedback));
        }
        record(batch, deliveries, begun);
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
                batch.routes());
    }

    private void leave(Destinations.Key key, Feedback feedback) {
        Instant now = parts.clock().instant();
        Instant resume = now.plus(parts.settings().get().retry().minimalBackoffTime());
        parts.destinations().leave(key, feedback, resume);
    }

    private void record(Batch batch, List<Courier.Delivery> deliveries, Instant begun) {
        Instant ended = parts.clock().instant();
        var times = new DeliveryLog.Times(entry.arrived(), active, begun, ended);
        var tag = new DeliveryLog.Tag(batch.process(), number);
        for (int i = 0; i < batch.recipients().size(); i++) {
            Courier.Delivery delivery = deliveries.get(i);
            parts.log().concluded(entry.id(), batch.recipients().get(i), delivery, times, tag);
            fates.add(batch, i, delivery.outcome());
        }
    }

    // A thread ends; the message is absent where it could not be read.
    private void end(Optional<QueuedMessage> message) {
        switch (rest()) {
            case OTHERS_CARRY -> fates.record(parts.queue(), entry);
            case ALL_WAIT -> {
                fates.record(parts.queue(), entry);
                parts.queue().forgetFresh(entry);
                manager.leftWaiting(entry);
            }
            case NOTHING -> conclude(message);
        }
    }

    private synchronized Rest rest() {
        threads--;
        if (threads > 0) {
            return Rest.OTHERS_CARRY;
        }
        return waiting > 0 ? Rest.ALL_WAIT : Rest.NOTHING;
    }

    private void conclude(Optional<QueuedMessage> message) {
        Fates.Sum sum = fates.sum();
        Runnable next = () -> manager.postpone(entry);
        try {
            if (message.isPresent()) {
                next = new Conclusion(manager, parts, message.get(), sum, number).conclude();
            } else {
                parts.queue().done(entry, sum.unrecorded(), sum.haste());
                if (sum.ending() != Fates.Ending.POSTPONED) {
                    // It is in the queue no more.
                    next = () -> manager.ended(entry);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The attempt to deliver {} cannot be concluded", entry.id(), e);
        }
        next.run();
    }
}
