// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.queue.Deadline;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Envelope.Purpose;
import org.mailroom.core.queue.Haste;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;

import java.util.ArrayList;
import java.util.List;

/// What became of the recipients in one attempt, gathered from its threads. Safe for use by several
/// threads.
final class Fates {
    @GuardedBy("this")
    private final List<Integer> unrecorded = new ArrayList<>(0);

    @GuardedBy("this")
    private final List<Fate> deferred = new ArrayList<>(0);

    @GuardedBy("this")
    private final List<Fate> failed = new ArrayList<>(0);

    /// Those of whose success the sender is to hear.
    @GuardedBy("this")
    private final List<Fate> succeeded = new ArrayList<>(0);

    private final boolean tellsDelayIsOver;
    private final boolean firstAttempt;

    @GuardedBy("this")
    private Haste haste = Haste.LATER;

    @GuardedBy("this")
    private Ending ending = Ending.CONCLUDED;

    /// Whether every recipient was tried.
    enum Ending {
        CONCLUDED,
        /// Trouble of our own: soon again, as if nothing had been.
        POSTPONED,
        /// The server stops: the next start tries at once.
        INTERRUPTED
    }

    /// What is to be concluded. The lists are the receiver's.
    record Sum(
            List<Integer> unrecorded,
            List<Fate> deferred,
            List<Fate> failed,
            List<Fate> succeeded,
            Haste haste,
            Ending ending) {}

    /// `tellsDelayIsOver` where the sender has heard of a delay that is over now.
    Fates(boolean tellsDelayIsOver, boolean firstAttempt) {
        this.tellsDelayIsOver = tellsDelayIsOver;
        this.firstAttempt = firstAttempt;
    }

    synchronized void add(Envelope envelope, Batch batch, int i, Courier.Delivery delivery) {
        Purpose purpose = envelope.purpose();
        Outcome outcome = delivery.outcome();
        int position = batch.positions().get(i);
        Recipient recipient = batch.recipients().get(i);
        boolean probe = purpose == Purpose.PROBE;
        boolean isHere = batch.route() instanceof Route.ToMailbox;
        Courier.Telling telling = delivery.connection().telling();
        boolean hasArrived = isHere || telling == Courier.Telling.ARRIVED;
        Fate.Action action =
                switch (outcome) {
                    case Outcome.Delivered _ when probe -> Fate.Action.DELIVERABLE;
                    case Outcome.Deferred _, Outcome.Failed _ when probe ->
                            Fate.Action.UNDELIVERABLE;
                    case Outcome.Delivered _ when hasArrived -> Fate.Action.DELIVERED;
                    case Outcome.Delivered _ -> Fate.Action.RELAYED;
                    case Outcome.Deferred _ -> Fate.Action.DELAYED;
                    case Outcome.Failed _ -> Fate.Action.FAILED;
                };
        var fate = new Fate(position, recipient, action, outcome.status(), text(batch, delivery));
        switch (outcome) {
            case Outcome.Delivered _ when probe -> succeeded.add(fate);
            case Outcome.Delivered _ -> {
                unrecorded.add(position);
                haste = isHere ? haste : Haste.SOON;
                boolean ours = telling != Courier.Telling.THEIRS;
                boolean wasLate = tellsDelayIsOver && recipient.notices().ofDelay();
                boolean reported = firstAttempt && purpose == Purpose.REPORTED_DELIVERY;
                boolean tracked =
                        action == Fate.Action.RELAYED
                                && isTracked(envelope, recipient, delivery.connection());
                if (tracked || reported || wasLate || (ours && recipient.notices().ofSuccess())) {
                    succeeded.add(fate);
                }
            }
            case Outcome.Deferred _ -> deferred.add(fate);
            case Outcome.Failed _ -> failed.add(fate);
        }
    }

    // RFC 2852 §4.1.4: as was asked, and where nobody further on knows of the deadline
    private static boolean isTracked(
            Envelope envelope, Recipient recipient, Courier.Connection connection) {
        return !recipient.notices().equals(Notify.NEVER)
                && envelope.urgency()
                        .deadline()
                        .filter(
                                it ->
                                        it.trace() == Deadline.Trace.ON
                                                || connection.deadline()
                                                        == Courier.DeadlineUse.FORGOTTEN)
                        .isPresent();
    }

    // Who has taken it is not in his reply
    private static String text(Batch batch, Courier.Delivery delivery) {
        String text = delivery.outcome().text();
        boolean elsewhere = batch.route() instanceof Route.ToHosts;
        return elsewhere && delivery.outcome() instanceof Outcome.Delivered
                ? Diagnostic.VIA + delivery.relay() + ": " + text
                : text;
    }

    synchronized void end(Ending how) {
        ending = how;
    }

    /// Writes down what was delivered so far: the rest may take long.
    synchronized void record(Queue queue, QueueEntry entry) {
        if (!unrecorded.isEmpty()) {
            queue.done(entry, List.copyOf(unrecorded), haste);
            unrecorded.clear();
        }
    }

    /// All of it, when the attempt is over.
    synchronized Sum sum() {
        var sum =
                new Sum(
                        new ArrayList<>(unrecorded),
                        new ArrayList<>(deferred),
                        new ArrayList<>(failed),
                        List.copyOf(succeeded),
                        haste,
                        ending);
        unrecorded.clear();
        return sum;
    }
}
