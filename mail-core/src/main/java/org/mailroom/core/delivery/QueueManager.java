// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.log.MailLog;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.route.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Decides which message is worked on when (qmgr(8)): new ones at once, deferred ones when they are
/// due, never more than the active limit. Beyond it, new ones, deferred ones and those with many
/// recipients take turns, and of the last only so many run as their recipients fit into memory.
/// What waits for its destination counts as neither. Safe for use by several threads; one platform
/// thread waits for due times.
public final class QueueManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueManager.class);

    /// The clock is looked at as often, as it may be set.
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// For deliveries that have been interrupted.
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private final DeliveryParts parts;
    private final AtomicLong threads = new AtomicLong();
    private final Thread scheduler =
            Thread.ofPlatform().name("queue-manager").daemon().unstarted(this::schedule);

    @GuardedBy("this")
    private final Lanes lanes = new Lanes();

    @GuardedBy("this")
    private final Pending pending = new Pending();

    /// Deliveries whose turn at their destination has come, and who need an active slot.
    @GuardedBy("this")
    private final ArrayDeque<Resumption> resuming = new ArrayDeque<>();

    @GuardedBy("this")
    private int active;

    @GuardedBy("this")
    private final WaitingParties waiting = new WaitingParties();

    @GuardedBy("this")
    private boolean stopping;

    private final CutOff cutOff = new CutOff();

    private record Resumption(QueueEntry entry, Runnable delivery) {}

    /// What deliveries work with.
    public record Services(
            Queue queue,
            Router router,
            Couriers couriers,
            BounceWriter bounces,
            MailLog log,
            InstantSource clock) {}

    public QueueManager(Services services, Supplier<DeliverySettings> settings) {
        this(
                new DeliveryParts(
                        services.queue(),
                        services.router(),
                        services.couriers(),
                        services.bounces(),
                        new DeliveryLog(services.log()),
                        new Destinations(services.clock()),
                        settings,
                        services.clock()));
    }

    QueueManager(DeliveryParts parts) {
        this.parts = parts;
        parts.destinations().onRest(() -> LockSupport.unpark(scheduler));
    }

    /// Asks about addresses by a courier of mail to other servers, as one of the deliveries of each
    /// destination.
    public Courier withinLimits(Courier courier) {
        return new WithinLimits(courier, this, parts);
    }

    DeliveryLog log() {
        return parts.log();
    }

    /// Takes up what is in the queue: what a stop has interrupted at once, the rest when it is due.
    /// Then follows what arrives.
    public void start() {
        Instant now = parts.clock().instant();
        RetrySchedule retry = parts.settings().get().retry();
        for (QueueEntry entry : parts.queue().entries()) {
            takeUp(entry, retry, now);
        }
        parts.queue().start(this::arrived);
        scheduler.start();
        fill();
    }

    private void takeUp(QueueEntry entry, RetrySchedule retry, Instant now) {
        entry.due()
                .ifPresentOrElse(
                        until -> retryLater(entry, inBounds(entry, until, retry, now)),
                        () -> enqueue(entry));
    }

    // What its sender wants to go later is due at no time that the schedule has chosen
    private static Instant inBounds(
            QueueEntry entry, Instant due, RetrySchedule retry, Instant now) {
        boolean chosen = entry.handling().release().filter(due::equals).isEmpty();
        return chosen ? retry.clampDue(due, now) : due;
    }

    private synchronized void enqueue(QueueEntry entry) {
        lanes.addNew(entry);
    }

    private void retryLater(QueueEntry entry, Instant until) {
        boolean first;
        synchronized (this) {
            if (entry.isGone() || pending.parkIfHeld(entry)) {
                return;
            }
            first = pending.defer(entry, until);
        }
        if (first) {
            LockSupport.unpark(scheduler);
        }
    }

    // On the thread that has stored the message.
    private void arrived(QueueEntry entry, Envelope envelope) {
        Optional<Instant> later = entry.due();
        if (later.isPresent()) {
            retryLater(entry, later.get());
            return;
        }
        DeliverySettings settings = parts.settings().get();
        boolean behind;
        synchronized (this) {
            if (stopping) {
                return;
            }
            lanes.addNew(entry);
            fill();
            behind = isBehind(envelope.origin().party(), settings.activeLimit());
        }
        if (behind) {
            slowDown(settings.inFlowDelay());
        }
    }

    // What waits for a slow destination is a matter of those who send there (decisions/0042).
    @GuardedBy("this")
    private boolean isBehind(String party, int limit) {
        // A delivery that notifies holds places that others wait for
        boolean isOurs = party.isEmpty();
        return !isOurs && (lanes.newOnes() > limit || waiting.of(party) > limit);
    }

    // Postfix's in_flow_delay: who brings mail faster than it can be delivered waits a little.
    private static void slowDown(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @GuardedBy("this")
    private void begin(QueueEntry entry) {
        takeSlot(entry);
        fork(new DeliveryJob(this, parts, entry));
    }

    @GuardedBy("this")
    private void takeSlot(QueueEntry entry) {
        active++;
        lanes.becameActive(entry);
    }

    @GuardedBy("this")
    private void giveSlotBack(QueueEntry entry) {
        active--;
        lanes.isActiveNoMore(entry);
        if (stopping) {
            notifyAll();
        }
    }

    void fork(Runnable work) {
        Thread.ofVirtual().name("delivery/", threads.getAndIncrement()).start(work);
    }

    CutOff cutOff() {
        return cutOff;
    }

    /// An attempt is over, and its message needs none.
    synchronized void ended(QueueEntry entry) {
        giveSlotBack(entry);
        fill();
    }

    /// All that is left of an attempt waits for its destinations.
    synchronized void leftWaiting(QueueEntry entry, String party) {
        waiting.add(party);
        giveSlotBack(entry);
        fill();
    }

    /// A turn has come at a destination, for a message that was only waiting.
    synchronized void resume(QueueEntry entry, String party, Runnable delivery) {
        waiting.remove(party);
        resuming.add(new Resumption(entry, delivery));
        fill();
    }

    /// An attempt is over; the next one comes at a time that the queue knows.
    void retryAt(QueueEntry entry, Instant next) {
        retryLater(entry, next);
        ended(entry);
    }

    /// An attempt did not come to an end, through no fault of the message: soon again.
    void postpone(QueueEntry entry) {
        Duration wait = parts.settings().get().retry().minimalBackoffTime();
        retryAt(entry, parts.clock().instant().plus(wait));
    }

    // Starts what may be started.
    private synchronized void fill() {
        int limit = parts.settings().get().activeLimit();
        boolean more = true;
        while (more && !stopping && active < limit) {
            more = beginNext();
        }
    }

    // Those whose turn has come first: they hold a place that others wait for.
    @GuardedBy("this")
    private boolean beginNext() {
        Resumption resumption = resuming.poll();
        if (resumption != null) {
            takeSlot(resumption.entry());
            fork(resumption.delivery());
            return true;
        }
        int recipientLimit = parts.settings().get().activeRecipientLimit();
        Optional<QueueEntry> next = lanes.next(recipientLimit);
        if (next.isPresent() && !pending.parkIfHeld(next.get())) {
            begin(next.get());
        }
        return next.isPresent();
    }

    private void schedule() {
        Instant tidied = Instant.EPOCH;
        while (!isStopping()) {
            long wait = nanosToNext();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            }
            Instant now = parts.clock().instant();
            moveDue(now);
            fill();
            parts.destinations().rise();
            if (!now.isBefore(tidied.plusNanos(TICK_NANOS))) {
                tidied = now;
                parts.destinations().tidy();
            }
        }
    }

    /// Looks at the clock at once, not at the next tick.
    void clockMoved() {
        LockSupport.unpark(scheduler);
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private long nanosToNext() {
        Optional<Instant> next =
                Stream.of(nextDue(), parts.destinations().nextRise())
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder());
        return next.map(it -> Duration.between(parts.clock().instant(), it).toNanos())
                .map(wait -> Math.min(TICK_NANOS, wait))
                .orElse(Long.MAX_VALUE);
    }

    private synchronized Optional<Instant> nextDue() {
        return pending.nextDue();
    }

    private synchronized void moveDue(Instant now) {
        pending.takeDue(now).forEach(lanes::addDue);
    }

    /// Tries everything that is deferred now, also what goes to dead destinations (`postqueue -f`),
    /// but for what its sender wants to go later; answers how many messages these are.
    public int flush() {
        parts.destinations().revive();
        Instant now = parts.clock().instant();
        return tryNow(it -> !it.released().isAfter(now));
    }

    /// The same for some messages only; answers how many of them were deferred.
    int flush(Set<QueueEntry> entries) {
        parts.destinations().revive();
        return tryNow(entries::contains);
    }

    private synchronized int tryNow(Predicate<QueueEntry> which) {
        Set<QueueEntry> chosen = pending.take(which);
        chosen.forEach(lanes::addDue);
        fill();
        return chosen.size();
    }

    /// Takes those off the schedule that are held by now. Of others the attempt that is under way
    /// is the last.
    synchronized void parkHeld(Set<QueueEntry> entries) {
        pending.parkHeld(entries);
    }

    /// Takes those that nobody delivers just now, held or not; answers which. The caller is the
    /// only one who has them, until he gives them back.
    synchronized Set<QueueEntry> withdraw(Set<QueueEntry> entries) {
        return pending.withdraw(entries);
    }

    /// Ends a withdrawal: what is still in the queue is held, or has the time it had.
    void giveBack(Collection<QueueEntry> entries) {
        Instant now = parts.clock().instant();
        RetrySchedule retry = parts.settings().get().retry();
        synchronized (this) {
            for (QueueEntry entry : entries) {
                if (!entry.isGone() && !pending.parkIfHeld(entry)) {
                    takeUp(entry, retry, now);
                }
            }
        }
        fill();
    }

    /// Puts those on the schedule again that are held no more, each with the time it had.
    void restore(Set<QueueEntry> entries) {
        List<QueueEntry> released;
        synchronized (this) {
            released = pending.unpark(entries);
        }
        giveBack(released);
    }

    /// Forgets messages that have left the queue.
    synchronized void forget(Set<QueueEntry> gone) {
        pending.withdraw(gone);
    }

    /// Those that have not had their first turn.
    public synchronized Set<QueueEntry> incoming() {
        return lanes.newOnesNow();
    }

    /// How much there is to do.
    public synchronized QueueSnapshot snapshot() {
        int inactive = lanes.size() + resuming.size() + waiting.all();
        return new QueueSnapshot(active, inactive, pending.deferred());
    }

    /// A stop comes, and what deliveries need may be gone before it: those that fail for now are
    /// taken up at the next start.
    public void announceStop() {
        cutOff.announce();
    }

    /// Begins nothing new, and waits for what is under way, but not longer than `patience`; then
    /// interrupts it. What is cut off is taken up at the next start.
    public void stop(Duration patience) {
        synchronized (this) {
            stopping = true;
        }
        LockSupport.unpark(scheduler);
        parts.destinations().close();
        if (awaitQuiet(patience)) {
            return;
        }
        LOG.info("Deliveries are cut off by the stop");
        cutOff.begin();
        if (!awaitQuiet(LAST_PATIENCE)) {
            LOG.warn("Deliveries do not end, although they are interrupted");
        }
    }

    // Whether nothing is under way any more.
    private synchronized boolean awaitQuiet(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toNanos();
        while (active > 0 && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return active == 0;
            }
            left = deadline - System.nanoTime();
        }
        return active == 0;
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
