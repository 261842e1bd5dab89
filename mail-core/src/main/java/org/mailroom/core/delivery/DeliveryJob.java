// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One attempt to deliver a message to all recipients that are left. Some virtual threads carry its
/// batches, one after the other; the recipients of a long list become batches by and by. A batch
/// whose destination has no place is left in that destination's line, as no more than the positions
/// of its recipients; while nothing else is to be done for the message, it has no thread, no active
/// slot and no content in memory. Who ends last concludes.
final class DeliveryJob implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryJob.class);

    /// Threads for one message, so that a long list of mailboxes does not take all there is.
    private static final int MAX_THREADS = 50;

    /// Recipients that become batches together.
    private static final int SORTED_AT_ONCE = 1000;

    /// Batches in lines, with which a message waits before more recipients become batches.
    private static final int MAX_WAITING = 1000;

    private static final int[] NOBODY = {};

    private final QueueManager manager;
    private final DeliveryParts parts;
    private final QueueEntry entry;
    private final Fates fates;
    private final BatchCarrier carrier;

    @GuardedBy("this")
    private final ArrayDeque<Batch> todo = new ArrayDeque<>(1);

    /// The positions of the recipients that are in no batch yet, from `next` on.
    @GuardedBy("this")
    private int[] unsorted = NOBODY;

    @GuardedBy("this")
    private int next;

    @GuardedBy("this")
    private boolean sorting;

    @GuardedBy("this")
    private int threads = 1;

    /// Batches in the lines of their destinations.
    @GuardedBy("this")
    private int waiting;

    /// Who has sent the message.
    @GuardedBy("this")
    private String party = "";

    /// The message, while a thread works on it.
    @GuardedBy("this")
    private @Nullable QueuedMessage loaded;

    /// What is left of an attempt when one of its threads ends.
    private enum Rest {
        OTHERS_CARRY,
        ALL_WAIT,
        NOTHING
    }

    DeliveryJob(QueueManager manager, DeliveryParts parts, QueueEntry entry) {
        this.manager = manager;
        this.parts = parts;
        this.entry = entry;
        boolean late = entry.warning() == QueueEntry.Warning.SENT;
        this.fates = new Fates(late && parts.bounces().confirmsDelays(), entry.due().isEmpty());
        this.carrier = new BatchCarrier(parts, entry, fates, manager.cutOff());
    }

    @Override
    public void run() {
        Optional<QueuedMessage> message = message();
        if (message.isPresent()) {
            parts.log().active(entry, message.get().envelope());
            synchronized (this) {
                unsorted = entry.pending();
            }
            carryWhatIsLeft(message.get());
        }
        end(message);
    }

    private Optional<QueuedMessage> message() {
        synchronized (this) {
            if (loaded != null) {
                return Optional.of(loaded);
            }
        }
        try {
            Optional<QueuedMessage> message = parts.queue().load(entry);
            synchronized (this) {
                loaded = message.orElse(null);
                message.ifPresent(it -> party = it.envelope().origin().party());
            }
            return message;
        } catch (IOException | RuntimeException e) {
            LOG.error("Cannot read {} from the queue", entry.id(), e);
            fates.end(Fates.Ending.POSTPONED);
            return Optional.empty();
        }
    }

    private void carryWhatIsLeft(QueuedMessage message) {
        try {
            for (var batch = next(message); batch.isPresent(); batch = next(message)) {
                attempt(message, batch.get());
            }
        } catch (RuntimeException e) {
            LOG.error("Delivery of {} failed", entry.id(), e);
            fates.end(Fates.Ending.POSTPONED);
        }
    }

    private Optional<Batch> next(QueuedMessage message) {
        Optional<Batch> batch = poll();
        while (batch.isEmpty() && beginToSort()) {
            sortMore(message);
            batch = poll();
        }
        return batch;
    }

    private synchronized Optional<Batch> poll() {
        return Optional.ofNullable(todo.poll());
    }

    private synchronized boolean beginToSort() {
        boolean begins = !sorting && next < unsorted.length && waiting < MAX_WAITING;
        sorting |= begins;
        return begins;
    }

    private void sortMore(QueuedMessage message) {
        int more = 0;
        try {
            List<Batch> batches = sorting(message).sort(takeUnsorted());
            synchronized (this) {
                todo.addAll(batches);
                more = Math.max(0, Math.min(batches.size() - 1, MAX_THREADS - threads));
                threads += more;
            }
        } finally {
            synchronized (this) {
                sorting = false;
            }
        }
        for (int i = 0; i < more; i++) {
            manager.fork(
                    () -> {
                        carryWhatIsLeft(message);
                        end(Optional.of(message));
                    });
        }
    }

    private Sorting sorting(QueuedMessage message) {
        return new Sorting(parts.router(), parts.settings().get().limits(), message);
    }

    private synchronized int[] takeUnsorted() {
        int end = Math.min(unsorted.length, next + SORTED_AT_ONCE);
        int[] some = Arrays.copyOfRange(unsorted, next, end);
        next = end;
        return some;
    }

    private void attempt(QueuedMessage message, Batch batch) {
        if (entry.isDamaged()) {
            carrier.giveUpDamaged(message, batch);
        } else if (message.envelope().urgency().isTooLate(parts.clock().instant())) {
            carrier.giveUpLate(message, batch);
        } else if (batch.stop().isEmpty()) {
            carrier.carry(message, batch);
        } else {
            enter(message, batch, batch.stop().get());
        }
    }

    private void enter(QueuedMessage message, Batch batch, Destinations.Stop stop) {
        int[] positions = batch.positions().stream().mapToInt(it -> it).toArray();
        var visit = new Visit(stop, positions);
        beginToWait();
        Optional<Admission> admission = parts.destinations().enter(stop, visit);
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

    private void admitted(QueuedMessage message, Batch batch, Admission admission) {
        switch (admission) {
            case Admission.Granted _ -> carrier.carry(message, batch);
            case Admission.Suspended suspended -> carrier.suspend(message, batch, suspended);
            case Admission.Closing _ -> fates.end(Fates.Ending.INTERRUPTED);
        }
    }

    /// A batch in the line of its destination.
    private final class Visit implements Visitor {
        private final Destinations.Stop stop;
        private final int[] positions;

        Visit(Destinations.Stop stop, int[] positions) {
            this.stop = stop;
            this.positions = positions;
        }

        @Override
        public void admitted(Admission admission) {
            boolean hasSlot = returnFromLine();
            Runnable delivery = () -> resume(this, admission);
            if (hasSlot) {
                manager.fork(delivery);
            } else {
                manager.resume(entry, stop.party(), delivery);
            }
        }

        @Override
        public Object message() {
            return DeliveryJob.this;
        }

        @Override
        public int priority() {
            return entry.priority();
        }

        @Override
        public String party() {
            return stop.party();
        }
    }

    // Answers whether the message is worked on already.
    private synchronized boolean returnFromLine() {
        waiting--;
        threads++;
        return threads > 1;
    }

    private void resume(Visit visit, Admission admission) {
        Optional<QueuedMessage> message = message();
        List<Batch> batches =
                message.map(it -> sorting(it).sort(visit.positions)).orElse(List.of());
        if (isSameWay(batches, visit.stop) && !entry.isDamaged()) {
            admitted(message.orElseThrow(), batches.getFirst(), admission);
        } else {
            // It cannot be read, or goes another way by now.
            if (admission instanceof Admission.Granted) {
                parts.leave(visit.stop, new Feedback.Nothing());
            }
            putBack(batches);
        }
        message.ifPresent(this::carryWhatIsLeft);
        end(message);
    }

    private static boolean isSameWay(List<Batch> batches, Destinations.Stop stop) {
        return batches.size() == 1
                && batches.getFirst().stop().filter(it -> it.key().equals(stop.key())).isPresent();
    }

    private synchronized void putBack(List<Batch> batches) {
        todo.addAll(batches);
    }

    // A thread ends; the message is absent where it could not be read.
    private void end(Optional<QueuedMessage> message) {
        switch (rest()) {
            case OTHERS_CARRY -> fates.record(parts.queue(), entry);
            case ALL_WAIT -> {
                fates.record(parts.queue(), entry);
                parts.queue().forgetFresh(entry);
                manager.leftWaiting(entry, party());
            }
            case NOTHING -> conclude(message);
        }
    }

    private synchronized String party() {
        return party;
    }

    private synchronized Rest rest() {
        threads--;
        if (threads > 0) {
            return Rest.OTHERS_CARRY;
        }
        loaded = null;
        return waiting > 0 ? Rest.ALL_WAIT : Rest.NOTHING;
    }

    private void conclude(Optional<QueuedMessage> message) {
        Fates.Sum sum = fates.sum();
        Runnable next = () -> manager.postpone(entry);
        try {
            if (message.isPresent()) {
                next =
                        new Conclusion(manager, parts, message.get(), sum, carrier.number())
                                .conclude();
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
