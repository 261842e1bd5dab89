// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.queue.Deferral;
import org.mailroom.core.queue.Haste;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One attempt to deliver a message to all recipients that are left. Runs on a virtual thread of
/// its own; where recipients go different ways, each further batch has another one, and the one
/// that ends last concludes.
final class DeliveryJob implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryJob.class);

    private static final Outcome INTERNAL_ERROR =
            new Outcome.Deferred("4.3.0", "mail system error");

    private static final Outcome DAMAGED =
            new Outcome.Failed("5.3.0", "the message was damaged in the queue");

    private final QueueManager manager;
    private final QueueManager.Parts parts;
    private final DeliverySettings settings;
    private final QueueEntry entry;
    private final Instant active;
    private final long number;

    @GuardedBy("this")
    private int batchesLeft;

    @GuardedBy("this")
    private final List<Integer> unrecorded = new ArrayList<>();

    @GuardedBy("this")
    private final List<Failure> deferred = new ArrayList<>();

    @GuardedBy("this")
    private final List<Failure> failed = new ArrayList<>();

    @GuardedBy("this")
    private Haste haste = Haste.LATER;

    @GuardedBy("this")
    private boolean over;

    @GuardedBy("this")
    private Ending ending = Ending.CONCLUDED;

    /// Whether every batch was tried.
    private enum Ending {
        CONCLUDED,
        /// Too many wait for a destination: soon again, as if nothing had been.
        POSTPONED,
        /// The server stops: the next start tries at once.
        INTERRUPTED
    }

    DeliveryJob(QueueManager manager, QueueManager.Parts parts, QueueEntry entry) {
        this.manager = manager;
        this.parts = parts;
        this.settings = parts.settings().get();
        this.entry = entry;
        this.active = parts.clock().instant();
        this.number = parts.log().nextNumber();
    }

    @Override
    public void run() {
        try {
            Optional<QueuedMessage> message = parts.queue().load(entry);
            if (message.isPresent()) {
                deliver(message.get());
            } else {
                manager.ended();
            }
        } catch (IOException e) {
            LOG.error("Cannot read {} from the queue: {}", entry.id(), e.toString());
            manager.postpone(entry);
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    // A bug. The message stays, and is tried again.
    private synchronized void giveUp(RuntimeException bug) {
        LOG.error("Delivery of {} failed", entry.id(), bug);
        if (!over) {
            over = true;
            manager.postpone(entry);
        }
    }

    private void deliver(QueuedMessage message) {
        parts.log().active(entry, message.envelope());
        List<Batch> batches = batches(message);
        synchronized (this) {
            batchesLeft = batches.size();
        }
        if (batches.isEmpty()) {
            // The server stopped between the last delivery and the removal.
            conclude(message);
            return;
        }
        for (Batch batch : batches.subList(1, batches.size())) {
            manager.fork(() -> attemptAside(message, batch));
        }
        attempt(message, batches.getFirst());
    }

    private void attemptAside(QueuedMessage message, Batch batch) {
        try {
            attempt(message, batch);
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    private List<Batch> batches(QueuedMessage message) {
        Batch.Sorter sorter = new Batch.Sorter(settings.recipientLimit());
        for (int position : entry.pending()) {
            Recipient recipient = message.envelope().recipients().get(position);
            sorter.add(position, recipient, route(recipient));
        }
        return sorter.batches();
    }

    private Route route(Recipient recipient) {
        try {
            return parts.router().route(recipient.address());
        } catch (RuntimeException e) {
            LOG.error("Cannot route a recipient of {}", entry.id(), e);
            return new Route.Defer("4.3.0", "mail system configuration error");
        }
    }

    private void attempt(QueuedMessage message, Batch batch) {
        if (entry.isDamaged()) {
            record(batch, same(batch, DAMAGED), active);
        } else {
            enter(message, batch);
        }
        if (isLast()) {
            conclude(message);
        }
    }

    private void enter(QueuedMessage message, Batch batch) {
        Admission admission =
                batch.destination()
                        .map(
                                key ->
                                        parts.destinations()
                                                .enter(key, concurrency(batch), maxWaiting()))
                        .orElse(Admission.GRANTED);
        switch (admission) {
            case Admission.Granted _ -> carry(message, batch);
            case Admission.Suspended(Outcome.Deferred last) -> {
                String text = "delivery temporarily suspended: " + last.text();
                var outcome = new Outcome.Deferred(last.status(), text);
                record(batch, same(batch, outcome), active);
            }
            case Admission.Crowded _ -> skip(Ending.POSTPONED);
            case Admission.Closing _ -> skip(Ending.INTERRUPTED);
        }
    }

    private DeliverySettings.Concurrency concurrency(Batch batch) {
        return switch (batch.route()) {
            case Route.ToMailbox _ ->
                    new DeliverySettings.Concurrency(
                            settings.mailboxLimit(), settings.mailboxLimit());
            case Route.ToHosts _, Route.Discard _, Route.Reject _, Route.Defer _ ->
                    settings.hosts();
        };
    }

    // One destination may never fill the whole of the active messages.
    private int maxWaiting() {
        return Math.max(1, settings.activeLimit() / 2);
    }

    private void carry(QueuedMessage message, Batch batch) {
        Instant begun = parts.clock().instant();
        List<Courier.Delivery> deliveries = same(batch, INTERNAL_ERROR);
        try {
            deliveries = parts.couriers().of(batch.route()).deliver(consignment(message, batch));
        } catch (RuntimeException e) {
            LOG.error("A courier failed on {}", entry.id(), e);
        } finally {
            leave(batch, deliveries);
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

    private void leave(Batch batch, List<Courier.Delivery> deliveries) {
        if (batch.destination().isPresent()) {
            Instant resume = parts.clock().instant().plus(settings.retry().minimalBackoffTime());
            parts.destinations().leave(batch.destination().get(), Feedback.of(deliveries), resume);
        }
    }

    private void record(Batch batch, List<Courier.Delivery> deliveries, Instant begun) {
        Instant ended = parts.clock().instant();
        var times = new DeliveryLog.Times(entry.arrived(), active, begun, ended);
        var tag = new DeliveryLog.Tag(batch.process(), number);
        for (int i = 0; i < batch.recipients().size(); i++) {
            Courier.Delivery delivery = deliveries.get(i);
            parts.log().concluded(entry.id(), batch.recipients().get(i), delivery, times, tag);
            sort(batch, i, delivery.outcome());
        }
    }

    private synchronized void sort(Batch batch, int i, Outcome outcome) {
        int position = batch.positions().get(i);
        var fate =
                new Failure(position, batch.recipients().get(i), outcome.status(), outcome.text());
        switch (outcome) {
            case Outcome.Delivered _ -> {
                unrecorded.add(position);
                if (!(batch.route() instanceof Route.ToMailbox)) {
                    haste = Haste.SOON;
                }
            }
            case Outcome.Deferred _ -> deferred.add(fate);
            case Outcome.Failed _ -> failed.add(fate);
        }
    }

    private synchronized void skip(Ending how) {
        ending = how;
    }

    // What was delivered is written down at once while other batches go on: they may take long.
    private synchronized boolean isLast() {
        batchesLeft--;
        if (batchesLeft > 0 && !unrecorded.isEmpty()) {
            parts.queue().done(entry, List.copyOf(unrecorded), haste);
            unrecorded.clear();
        }
        return batchesLeft == 0;
    }

    /// The only place that turns outcomes into state: retry, notification, or the end.
    private synchronized void conclude(QueuedMessage message) {
        Instant now = parts.clock().instant();
        boolean expired =
                settings.retry().isExpired(message.envelope().sender(), entry.arrived(), now);
        if (expired && !deferred.isEmpty() && ending == Ending.CONCLUDED) {
            parts.log().expired(entry.id(), message.envelope());
            failed.addAll(deferred);
            deferred.clear();
        }
        if (!failed.isEmpty()) {
            notifyOfFailure(message);
        }
        parts.queue().forgetFresh(entry);
        over = true;
        if (deferred.isEmpty() && ending == Ending.CONCLUDED) {
            remove();
            return;
        }
        if (!unrecorded.isEmpty()) {
            parts.queue().done(entry, unrecorded, haste);
        }
        switch (ending) {
            case CONCLUDED -> retry(message, now);
            case POSTPONED -> manager.postpone(entry);
            case INTERRUPTED -> manager.ended();
        }
    }

    private synchronized void remove() {
        try {
            if (entry.isDamaged()) {
                parts.queue().removeDamaged(entry, haste);
            } else {
                parts.queue().remove(entry, haste);
            }
            parts.log().removed(entry.id());
            manager.ended();
        } catch (IOException e) {
            LOG.error("Cannot put {} aside: {}", entry.id(), e.toString());
            manager.postpone(entry);
        }
    }

    private synchronized void notifyOfFailure(QueuedMessage message) {
        switch (parts.bounces().failed(message, failed)) {
            case BounceWriter.Sent.Notified(var notification) -> {
                parts.log().notified(entry.id(), "non-delivery", notification, number);
                haste = Haste.SOON;
                failed.forEach(failure -> unrecorded.add(failure.position()));
            }
            case BounceWriter.Sent.NobodyToTell _ ->
                    failed.forEach(failure -> unrecorded.add(failure.position()));
            case BounceWriter.Sent.Refused(String text) -> {
                LOG.error("Nobody hears of the failure of {}: {}", entry.id(), text);
                failed.forEach(failure -> unrecorded.add(failure.position()));
            }
            // Kept, so that the sender hears of it when the trouble is over.
            case BounceWriter.Sent.NotNow(String text) -> {
                LOG.warn("No notification for {}: {}", entry.id(), text);
                deferred.addAll(failed);
            }
        }
    }

    private synchronized void retry(QueuedMessage message, Instant now) {
        QueueEntry.Warning warning = warning(message, now);
        Instant next = settings.retry().next(entry.arrived(), now);
        List<Deferral> why =
                deferred.stream()
                        .map(it -> new Deferral(it.position(), it.status(), it.text()))
                        .toList();
        parts.queue().deferred(entry, next, warning, why);
        manager.retryAt(entry, next);
    }

    private synchronized QueueEntry.Warning warning(QueuedMessage message, Instant now) {
        if (entry.warning() == QueueEntry.Warning.SENT
                || !settings.retry().isDelayed(entry.arrived(), now)) {
            return entry.warning();
        }
        return switch (parts.bounces().delayed(message, deferred)) {
            case BounceWriter.Sent.Notified(var notification) -> {
                parts.log().notified(entry.id(), "delay", notification, number);
                yield QueueEntry.Warning.SENT;
            }
            case BounceWriter.Sent.NobodyToTell _, BounceWriter.Sent.Refused _ ->
                    QueueEntry.Warning.SENT;
            case BounceWriter.Sent.NotNow _ -> QueueEntry.Warning.NOT_SENT;
        };
    }
}
