// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.journal.RecordAddress;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the server remembers of one queued message: a few hundred octets, never the envelope or the
/// content, except between its arrival and the end of its first delivery.
///
/// Safe for use by several threads; changes are guarded by the entry itself, which is held for
/// moments only, never while anything is written or synced.
public final class QueueEntry {
    /// No attempt has failed yet: it is due at once.
    static final long AT_ONCE = Long.MIN_VALUE;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;

    private final long sequence;
    private final long arrivedMicros;
    private final long octets;
    private final int recipientCount;
    private final byte priority;

    @GuardedBy("this")
    private RecordAddress address;

    @GuardedBy("this")
    private BodyPlace place;

    /// The recipients that are still to be delivered to, by their position in the envelope.
    @GuardedBy("this")
    private final BitSet pending;

    @GuardedBy("this")
    private long dueMillis;

    @GuardedBy("this")
    private Warning warning = Warning.NOT_SENT;

    @GuardedBy("this")
    private List<Deferral> deferrals = List.of();

    @GuardedBy("this")
    private Handling handling;

    @GuardedBy("this")
    private boolean removed;

    private volatile @Nullable Fresh fresh;

    private volatile boolean damaged;

    /// Whether the sender has been told of the delay (`delay_warning_time`).
    public enum Warning {
        NOT_SENT,
        SENT
    }

    /// Envelope and content of a message that has just arrived.
    record Fresh(Envelope envelope, ArrayContent content) {}

    QueueEntry(MessageRecord.Head head, RecordAddress address) {
        this.sequence = head.sequence();
        this.arrivedMicros = head.arrivedMicros();
        this.octets = head.octets();
        this.recipientCount = head.envelope().recipients().size();
        this.priority = (byte) head.envelope().urgency().priority();
        this.address = address;
        this.place = head.place();
        this.pending = new BitSet(recipientCount);
        this.pending.set(0, recipientCount);
        head.state().done().forEach(this.pending::clear);
        this.dueMillis = head.state().dueMillis();
        this.warning = head.state().warning();
        this.deferrals = head.state().deferrals();
        this.handling = head.state().handling();
    }

    public QueueId id() {
        return QueueId.of(arrivedMicros, sequence);
    }

    /// When the first octet of it came.
    public Instant arrived() {
        long seconds = Math.floorDiv(arrivedMicros, MICROS_PER_SECOND);
        long micros = Math.floorMod(arrivedMicros, MICROS_PER_SECOND);
        return Instant.ofEpochSecond(seconds, micros * NANOS_PER_MICRO);
    }

    /// When it is let go: from here on its age counts.
    public Instant released() {
        return handling().release().filter(arrived()::isBefore).orElse(arrived());
    }

    /// The length of its content.
    public long octets() {
        return octets;
    }

    public int recipientCount() {
        return recipientCount;
    }

    /// Before which others it goes.
    public int priority() {
        return priority;
    }

    long sequence() {
        return sequence;
    }

    long arrivedMicros() {
        return arrivedMicros;
    }

    /// When the next attempt may begin; empty while none has failed yet.
    public synchronized Optional<Instant> due() {
        return dueMillis == AT_ONCE
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(dueMillis));
    }

    /// In which of Postfix's queues it would be, once it has had its first turn.
    public QueueName queue(Instant now) {
        if (handling().held()) {
            return QueueName.HOLD;
        }
        return due().filter(now::isBefore).isPresent() ? QueueName.DEFERRED : QueueName.ACTIVE;
    }

    public synchronized Handling handling() {
        return handling;
    }

    public synchronized Warning warning() {
        return warning;
    }

    /// Why the last attempt failed, for the recipients that wait for another.
    public synchronized List<Deferral> deferrals() {
        return deferrals;
    }

    /// The positions of the recipients that are still to be delivered to.
    public synchronized int[] pending() {
        return pending.stream().toArray();
    }

    synchronized State state() {
        BitSet done = new BitSet(recipientCount);
        done.set(0, recipientCount);
        done.andNot(pending);
        return new State(done.stream().boxed().toList(), dueMillis, warning, deferrals, handling);
    }

    /// The part of a message that changes.
    record State(
            List<Integer> done,
            long dueMillis,
            Warning warning,
            List<Deferral> deferrals,
            Handling handling) {
        static final State NEW =
                new State(List.of(), AT_ONCE, Warning.NOT_SENT, List.of(), Handling.USUAL);

        State done(List<Integer> recipients) {
            return new State(recipients, dueMillis, warning, deferrals, handling);
        }

        State deferred(long untilMillis, Warning warned, List<Deferral> why) {
            return new State(done, untilMillis, warned, why, handling);
        }

        /// Of a message that its sender wants to be let go later.
        static State until(Instant release, Handling handling, int recipients) {
            String why =
                    "held until %s, as its sender asked"
                            .formatted(release.truncatedTo(ChronoUnit.SECONDS));
            List<Deferral> deferrals =
                    IntStream.range(0, recipients)
                            .mapToObj(recipient -> new Deferral(recipient, "4.0.0", why))
                            .toList();
            return NEW.handled(handling)
                    .deferred(release.toEpochMilli(), Warning.NOT_SENT, deferrals);
        }

        State handled(Handling how) {
            return new State(done, dueMillis, warning, deferrals, how);
        }
    }

    @GuardedBy("this")
    RecordAddress address() {
        return address;
    }

    @GuardedBy("this")
    BodyPlace place() {
        return place;
    }

    synchronized RecordAddress currentAddress() {
        return address;
    }

    synchronized BodyPlace currentPlace() {
        return place;
    }

    synchronized boolean isInOwnFile() {
        return place instanceof BodyPlace.OwnFile;
    }

    @GuardedBy("this")
    void moveTo(RecordAddress newAddress, BodyPlace newPlace) {
        address = newAddress;
        place = newPlace;
    }

    @GuardedBy("this")
    void markDone(List<Integer> recipients) {
        recipients.forEach(pending::clear);
        BitSet left = pending;
        deferrals = deferrals.stream().filter(deferral -> left.get(deferral.recipient())).toList();
    }

    @GuardedBy("this")
    void markDeferred(long untilMillis, Warning warned, List<Deferral> why) {
        dueMillis = untilMillis;
        warning = warned;
        deferrals = List.copyOf(why);
    }

    @GuardedBy("this")
    void markHandled(Handling how) {
        handling = how;
    }

    @GuardedBy("this")
    void markRemoved() {
        removed = true;
    }

    @GuardedBy("this")
    boolean isRemoved() {
        return removed;
    }

    /// It has left the queue.
    public synchronized boolean isGone() {
        return removed;
    }

    /// Its content is lost: it can be delivered to nobody.
    public boolean isDamaged() {
        return damaged;
    }

    void markDamaged() {
        damaged = true;
    }

    Optional<Fresh> fresh() {
        return Optional.ofNullable(fresh);
    }

    void keepFresh(Fresh message) {
        fresh = message;
    }

    /// Answers what was kept, so that its memory can be given back once.
    synchronized Optional<Fresh> forgetFresh() {
        Fresh kept = fresh;
        fresh = null;
        return Optional.ofNullable(kept);
    }
}
