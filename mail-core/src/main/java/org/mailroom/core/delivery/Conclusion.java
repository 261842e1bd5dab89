// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Deferral;
import org.mailroom.core.queue.Haste;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// The end of an attempt, the only place that turns outcomes into state: retry, notification, or
/// the end of the message. Runs on the thread that ended last, and holds no lock.
final class Conclusion {
    private static final Logger LOG = LoggerFactory.getLogger(Conclusion.class);

    private final QueueManager manager;
    private final QueueManager.Parts parts;
    private final RetrySchedule schedule;
    private final QueuedMessage message;
    private final QueueEntry entry;
    private final long number;
    private final List<Integer> unrecorded;
    private final List<Failure> deferred;
    private final List<Failure> failed;
    private final Fates.Ending ending;
    private Haste haste;

    Conclusion(
            QueueManager manager,
            QueueManager.Parts parts,
            QueuedMessage message,
            Fates.Sum fates,
            long number) {
        this.manager = manager;
        this.parts = parts;
        this.schedule = parts.settings().get().retry();
        this.message = message;
        this.entry = message.entry();
        this.number = number;
        this.unrecorded = fates.unrecorded();
        this.deferred = fates.deferred();
        this.failed = fates.failed();
        this.ending = fates.ending();
        this.haste = fates.haste();
    }

    /// Answers what the manager has to do with the message next.
    Runnable conclude() throws IOException {
        Instant now = parts.clock().instant();
        if (ending == Fates.Ending.CONCLUDED) {
            expire(now);
        }
        if (!failed.isEmpty() && !entry.isGone()) {
            notifyOfFailure();
        }
        parts.queue().forgetFresh(entry);
        if (deferred.isEmpty() && ending == Fates.Ending.CONCLUDED) {
            remove();
            return () -> manager.ended(entry);
        }
        if (!unrecorded.isEmpty()) {
            parts.queue().done(entry, unrecorded, haste);
        }
        return switch (ending) {
            case CONCLUDED -> retry(now);
            case POSTPONED -> () -> manager.postpone(entry);
            case INTERRUPTED -> () -> manager.ended(entry);
        };
    }

    private void expire(Instant now) {
        boolean old = schedule.isExpired(message.envelope().sender(), entry.arrived(), now);
        boolean forced = entry.handling().expired();
        if ((old || forced) && !deferred.isEmpty()) {
            parts.log().expired(entry.id(), message.envelope(), old ? "expired" : "force-expired");
            failed.addAll(deferred);
            deferred.clear();
        }
    }

    private void remove() throws IOException {
        boolean removed =
                entry.isDamaged()
                        ? parts.queue().removeDamaged(entry, haste)
                        : parts.queue().remove(entry, haste);
        // Else an operator was faster
        if (removed) {
            parts.log().removed(entry.id());
        }
    }

    private void notifyOfFailure() {
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

    private Runnable retry(Instant now) {
        Instant next = schedule.next(entry.arrived(), now);
        List<Deferral> why =
                deferred.stream()
                        .map(it -> new Deferral(it.position(), it.status(), it.text()))
                        .toList();
        parts.queue().deferred(entry, next, warning(now), why);
        return () -> manager.retryAt(entry, next);
    }

    private QueueEntry.Warning warning(Instant now) {
        if (entry.warning() == QueueEntry.Warning.SENT
                || !schedule.isDelayed(entry.arrived(), now)) {
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
