// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// What an operator does with queued messages (postsuper(1), postqueue(1)). Each answers when it is
/// durable, with the messages that it was done to. Safe for use by several threads.
public final class QueueOperations {
    /// Old messages that leave together, when their successors are durable: after a crash as many
    /// may be there twice.
    private static final int BATCH = 100;

    private final Queue queue;
    private final QueueManager manager;
    private final Intake intake;
    private final Supplier<WayIn> way;

    /// @param way of what comes in again, through intake
    public QueueOperations(Queue queue, QueueManager manager, Intake intake, Supplier<WayIn> way) {
        this.queue = queue;
        this.manager = manager;
        this.intake = intake;
        this.way = way;
    }

    /// Nothing is tried any more until they are released. An attempt that is under way goes on.
    public List<QueueEntry> hold(List<QueueEntry> entries) throws IOException {
        List<QueueEntry> held = queue.handle(entries, Handling::holding);
        manager.parkHeld(new HashSet<>(held));
        return held;
    }

    /// Those that were held are tried when they are due.
    public List<QueueEntry> release(List<QueueEntry> entries) throws IOException {
        List<QueueEntry> held = entries.stream().filter(it -> it.handling().held()).toList();
        return released(held, Handling::released);
    }

    private List<QueueEntry> released(List<QueueEntry> entries, UnaryOperator<Handling> change)
            throws IOException {
        List<QueueEntry> released = queue.handle(entries, change);
        manager.restore(new LinkedHashSet<>(released));
        return released;
    }

    /// They are tried once more now, or when they are released; what cannot be delivered then goes
    /// back to the sender.
    public List<QueueEntry> expire(List<QueueEntry> entries) throws IOException {
        List<QueueEntry> expiring = queue.handle(entries, Handling::expiring);
        manager.flush(new HashSet<>(expiring));
        return expiring;
    }

    /// The same, for held ones too.
    public List<QueueEntry> expireAndRelease(List<QueueEntry> entries) throws IOException {
        List<QueueEntry> expiring = released(entries, it -> it.expiring().released());
        manager.flush(new HashSet<>(expiring));
        return expiring;
    }

    /// Takes them out of the queue, and tells nobody. An attempt that is under way is the last.
    public List<QueueEntry> delete(List<QueueEntry> entries) throws IOException {
        List<QueueEntry> gone = queue.removeAll(entries);
        manager.forget(new HashSet<>(gone));
        return gone;
    }

    /// Sends them another way, `transport:nexthop` as in transport(5); where that is empty, the way
    /// that routing says again. It counts from the next attempt on.
    public List<QueueEntry> transport(List<QueueEntry> entries, Optional<String> transport)
            throws IOException {
        return queue.handle(entries, it -> it.by(transport));
    }

    /// Tries those that are deferred now; answers how many these are.
    public int flush(List<QueueEntry> entries) {
        return manager.flush(new HashSet<>(entries));
    }

    /// Tries all that is deferred now; answers how many messages these are.
    public int flush() {
        return manager.flush();
    }

    /// A message that came in again.
    ///
    /// @param old as it was
    /// @param id of it now
    public record Requeued(QueueEntry old, QueueId id) {}

    /// Brings them in again by the front door, where aliases and rewriting are applied as they are
    /// now: each gets a new id. What is being delivered just now is left out, as is what intake
    /// refuses.
    public List<Requeued> requeue(List<QueueEntry> entries) throws IOException {
        Set<QueueEntry> idle = manager.withdraw(new LinkedHashSet<>(entries));
        var requeued = new ArrayList<Requeued>();
        try {
            List<QueueEntry> all = List.copyOf(idle);
            for (int at = 0; at < all.size(); at += BATCH) {
                List<QueueEntry> batch = all.subList(at, Math.min(at + BATCH, all.size()));
                requeued.addAll(replaced(batch));
            }
        } finally {
            manager.giveBack(idle);
        }
        return requeued;
    }

    private List<Requeued> replaced(List<QueueEntry> batch) throws IOException {
        var cameIn = new LinkedHashMap<QueueEntry, QueueId>();
        List<QueueEntry> gone;
        try {
            for (QueueEntry entry : batch) {
                comesInAgain(entry).ifPresent(id -> cameIn.put(entry, id));
            }
        } finally {
            // Whatever became of the rest of the batch
            gone = queue.removeAll(List.copyOf(cameIn.keySet()));
            gone.forEach(it -> manager.log().removed(it.id()));
        }
        return gone.stream()
                .map(it -> new Requeued(it, Objects.requireNonNull(cameIn.get(it))))
                .toList();
    }

    private Optional<QueueId> comesInAgain(QueueEntry entry) throws IOException {
        Optional<QueuedMessage> message = queue.load(entry);
        if (message.isEmpty()) {
            return Optional.empty();
        }
        WayIn in = way.get();
        try (Draft draft = intake.open(envelope(message.get()), Intake.Submission.AS_IT_IS, in)) {
            manager.log().requeued(entry.id(), draft.id(), message.get().envelope().sender());
            entry.handling().release().map(MessageOrder.Release::new).ifPresent(draft::obey);
            draft.write(message.get().content());
            return draft.commit(intake.localInspection(in)) instanceof Draft.Committed.Queued
                    ? Optional.of(draft.id())
                    : Optional.empty();
        }
    }

    private static Envelope envelope(QueuedMessage message) {
        Envelope old = message.envelope();
        // After the first attempt the sender hears which were aliases
        QueueEntry entry = message.entry();
        boolean isTold = entry.due().isPresent() && !entry.due().equals(entry.handling().release());
        var recipients = new LinkedHashMap<String, Recipient>();
        for (int position : message.entry().pending()) {
            Recipient member = old.recipients().get(position);
            var notices = member.notices().beforeExpansion(isTold);
            Recipient asSent = member.asSent().with(notices);
            // Several may have come of one alias, with different rests of what was asked for
            recipients.merge(asSent.original().key(), asSent, QueueOperations::told);
        }
        return old.to(old.sender(), List.copyOf(recipients.values()));
    }

    private static Recipient told(Recipient one, Recipient other) {
        boolean saysMore = other.notices().ofSuccess() || one.notices().equals(Notify.NEVER);
        return saysMore ? other : one;
    }
}
