// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.queue.Haste;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.route.Route;

import java.util.ArrayList;
import java.util.List;

/// What became of the recipients in one attempt, gathered from its threads. Safe for use by several
/// threads.
final class Fates {
    @GuardedBy("this")
    private final List<Integer> unrecorded = new ArrayList<>(0);

    @GuardedBy("this")
    private final List<Failure> deferred = new ArrayList<>(0);

    @GuardedBy("this")
    private final List<Failure> failed = new ArrayList<>(0);

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
            List<Failure> deferred,
            List<Failure> failed,
            Haste haste,
            Ending ending) {}

    synchronized void add(Batch batch, int i, Outcome outcome) {
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
                        haste,
                        ending);
        unrecorded.clear();
        return sum;
    }
}
