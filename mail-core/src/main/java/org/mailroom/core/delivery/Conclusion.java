// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Deadline;
import org.mailroom.core.queue.Deadline.Mode;
import org.mailroom.core.queue.Deferral;
import org.mailroom.core.queue.Envelope.Purpose;
import org.mailroom.core.queue.Haste;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The end of an attempt, the only place that turns outcomes into state: retry, notification, or
/// the end of the message. Runs on the thread that ended last, and holds no lock.
final class Conclusion {
    private final QueueManager manager;
    private final DeliveryParts parts;
    private final RetrySchedule schedule;
    private final QueuedMessage message;
    private final QueueEntry entry;
    private final List<Integer> unrecorded;
    private final List<Fate> deferred;
    private final List<Fate> failed;
    private final List<Fate> succeeded;
    private final Notices notices;
    private final Fates.Ending ending;
    private Haste haste;

    Conclusion(
            QueueManager manager,
            DeliveryParts parts,
            QueuedMessage message,
            Fates.Sum fates,
            long number) {
        this.manager = manager;
        this.parts = parts;
        this.schedule = parts.settings().get().retry();
        this.message = message;
        this.entry = message.entry();
        this.notices = new Notices(parts.bounces(), parts.log(), message, number);
        this.unrecorded = fates.unrecorded();
        this.deferred = fates.deferred();
        this.failed = fates.failed();
        this.succeeded = fates.succeeded();
        this.ending = fates.ending();
        this.haste = fates.haste();
    }

    /// Answers what the manager has to do with the message next.
    Runnable conclude() throws IOException {
        Instant now = parts.clock().instant();
        Purpose purpose = message.envelope().purpose();
        if (purpose == Purpose.PROBE) {
            return concludeProbe(now);
        }
        boolean reported = isFirstAttempt() && purpose == Purpose.REPORTED_DELIVERY;
        if (reported && !entry.isGone()) {
            var _ = notices.reported(all());
        }
        if (ending == Fates.Ending.CONCLUDED) {
            expire(now);
        }
        if (!failed.isEmpty() && !entry.isGone()) {
            notifyOfFailure(now);
        }
        if (!reported) {
            notifyOfSuccess();
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

    private boolean isFirstAttempt() {
        return entry.due().isEmpty() && ending == Fates.Ending.CONCLUDED;
    }

    // Nothing was delivered, and nothing is to be tried again but to tell of it
    private Runnable concludeProbe(Instant now) throws IOException {
        parts.queue().forgetFresh(entry);
        if (ending == Fates.Ending.INTERRUPTED) {
            return () -> manager.ended(entry);
        }
        if (ending == Fates.Ending.POSTPONED || !isReported(now)) {
            return () -> manager.postpone(entry);
        }
        haste = Haste.SOON;
        remove();
        return () -> manager.ended(entry);
    }

    private boolean isReported(Instant now) {
        return entry.isGone()
                || notices.reported(all()) != Notices.Told.NOT_NOW
                || schedule.isPastNotice(entry.released(), now);
    }

    private List<Fate> all() {
        List<Fate> all = new ArrayList<>(succeeded);
        if (message.envelope().purpose() == Purpose.REPORTED_DELIVERY) {
            all.addAll(expanded());
        }
        all.addAll(deferred);
        all.addAll(failed);
        return all;
    }

    private void expire(Instant now) {
        boolean old = schedule.isExpired(message.envelope().sender(), entry.released(), now);
        boolean forced = entry.handling().expired();
        if ((old || forced) && !deferred.isEmpty()) {
            parts.log().expired(entry.id(), message.envelope(), old ? "expired" : "force-expired");
            failed.addAll(deferred);
            deferred.clear();
        }
        if (message.envelope().urgency().isTooLate(now)) {
            deferred.forEach(it -> failed.add(it.late()));
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

    private void notifyOfFailure(Instant now) {
        switch (notices.failed(failed)) {
            case TOLD -> {
                haste = Haste.SOON;
                giveUpFailed();
            }
            case NOBODY -> giveUpFailed();
            case NOT_NOW -> notifyLater(now);
        }
    }

    private void notifyLater(Instant now) {
        if (schedule.isPastNotice(entry.released(), now)) {
            notices.givenUp(failed);
            giveUpFailed();
        } else {
            // Kept, so that the sender hears of it when the trouble is over.
            deferred.addAll(failed);
        }
    }

    private void giveUpFailed() {
        failed.forEach(failure -> unrecorded.add(failure.position()));
    }

    private void notifyOfSuccess() {
        List<Fate> all = new ArrayList<>(succeeded);
        if (isFirstAttempt()) {
            all.addAll(expanded());
        }
        if (!all.isEmpty() && !entry.isGone()) {
            notices.succeeded(all);
        }
    }

    // RFC 3461 §5.2.7.3: of an alias with several members the sender hears that it is one
    private List<Fate> expanded() {
        List<Fate> expanded = new ArrayList<>();
        List<Recipient> recipients = message.envelope().recipients();
        for (int i = 0; i < recipients.size(); i++) {
            Recipient member = recipients.get(i);
            if (member.notices().ofExpansion()) {
                Recipient alias = member.at(member.original());
                expanded.add(new Fate(i, alias, Fate.Action.EXPANDED, "2.0.0", "alias expanded"));
            }
        }
        return expanded;
    }

    private Runnable retry(Instant now) {
        QueueEntry.Warning warning = warning(now);
        Instant next = beforeDeadline(schedule.next(entry.released(), now), warning, now);
        List<Deferral> why =
                deferred.stream()
                        .map(it -> new Deferral(it.position(), it.status(), it.text()))
                        .toList();
        parts.queue().deferred(entry, next, warning, why);
        return () -> manager.retryAt(entry, next);
    }

    // RFC 2852 §4.1: what the sender wants to hear when it is over, he hears then
    private Instant beforeDeadline(Instant next, QueueEntry.Warning warning, Instant now) {
        return message.envelope()
                .urgency()
                .deadline()
                .filter(it -> it.mode() == Mode.RETURN || warning == QueueEntry.Warning.NOT_SENT)
                .map(Deadline::time)
                .filter(it -> it.isAfter(now) && it.isBefore(next))
                .orElse(next);
    }

    private QueueEntry.Warning warning(Instant now) {
        Optional<Deadline> asked =
                message.envelope().urgency().deadline().filter(it -> it.mode() == Mode.NOTIFY);
        boolean delayed =
                asked.map(it -> it.isOver(now))
                        .orElseGet(() -> schedule.isDelayed(entry.released(), now));
        if (entry.warning() == QueueEntry.Warning.SENT || !delayed) {
            return entry.warning();
        }
        List<Fate> fates =
                asked.isPresent() ? deferred.stream().map(Fate::delayed).toList() : deferred;
        return switch (notices.delayed(fates)) {
            case TOLD, NOBODY -> QueueEntry.Warning.SENT;
            case NOT_NOW -> QueueEntry.Warning.NOT_SENT;
        };
    }
}
