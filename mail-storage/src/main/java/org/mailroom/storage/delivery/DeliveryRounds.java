// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Gathers the deliveries into many mailboxes in rounds, so that each mailbox is locked, written
/// and synced once in a round, whatever came for it. After a pause a round begins at once; the next
/// one begins when ten times as long has gone by as the last one took, and not later than the
/// interval: nobody waits for more than a moment while there is little to do, and nine tenths of
/// the time are left for other work while there is much. Safe for use by several threads.
public final class DeliveryRounds implements AutoCloseable {
    private static final int PAUSE_PER_WORK = 10;

    private final long intervalNanos;

    @GuardedBy("this")
    private List<Runnable> enlisted = new ArrayList<>();

    /// Mailboxes of the present round that are not done.
    @GuardedBy("this")
    private int working;

    @GuardedBy("this")
    private long began;

    /// When the next round may begin.
    @GuardedBy("this")
    private long next = System.nanoTime();

    @GuardedBy("this")
    private boolean closing;

    public DeliveryRounds(Duration interval) {
        this.intervalNanos = interval.toNanos();
    }

    /// Has work done in the next round, on a virtual thread of its own.
    public void enlist(Runnable work) {
        boolean isFirst;
        synchronized (this) {
            isFirst = enlisted.isEmpty();
            enlisted.add(work);
        }
        if (isFirst) {
            Thread.ofVirtual().name("mailbox-round").start(this::begin);
        }
    }

    private void begin() {
        for (Runnable work : awaitRound()) {
            Thread.ofVirtual().name("mailbox-delivery").start(() -> run(work));
        }
    }

    private synchronized List<Runnable> awaitRound() {
        for (long left = left(); left > 0 && !closing; left = left()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a round", e);
            }
        }
        List<Runnable> round = enlisted;
        enlisted = new ArrayList<>();
        working = round.size();
        began = System.nanoTime();
        next = began + intervalNanos;
        return round;
    }

    @GuardedBy("this")
    private long left() {
        return next - System.nanoTime();
    }

    private void run(Runnable work) {
        try {
            work.run();
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        working--;
        if (working == 0) {
            long now = System.nanoTime();
            next = Math.min(next - now, (now - began) * PAUSE_PER_WORK) + now;
            notifyAll();
        }
    }

    /// From now on all begins at once.
    @Override
    public synchronized void close() {
        closing = true;
        notifyAll();
    }
}
