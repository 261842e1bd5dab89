// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// The records handed over and not yet taken by the writer, in the order they came. Any thread
/// puts, without a lock; only the writer takes. The writer is woken only when it sleeps.
final class Arrivals {
    /// How long a record that nobody waits for may stay unwritten.
    private static final long LATER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int AWAKE = 0;

    /// Asleep while records lie here that can wait.
    private static final int DOZING = 1;

    private static final int ASLEEP = 2;

    private final AtomicReference<@Nullable Pending> newest = new AtomicReference<>();
    private volatile int writerState = AWAKE;
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile Appended.Refused refusal =
            new Appended.Refused(Appended.Reason.CLOSED, "the journal is closed");
    private volatile @Nullable Thread writer;

    // The writer's own.
    private List<Pending> gathered = new ArrayList<>();
    private List<Pending> handedOut = new ArrayList<>();
    private boolean urgent;
    private long gatheredSince;

    void put(Pending pending) {
        Pending before = newest.get();
        pending.before = before;
        while (!newest.compareAndSet(before, pending)) {
            before = newest.get();
            pending.before = before;
        }
        int state = writerState;
        if (state == ASLEEP || (state == DOZING && pending.terms != Pending.Terms.LATER)) {
            LockSupport.unpark(writer);
        }
        if (closed) {
            refuseAll();
        }
    }

    void writer(Thread thread) {
        writer = thread;
    }

    /// Waits for records and takes all there are. The list is valid until the next call. Empty at
    /// the end: nothing is left and nothing will come.
    List<Pending> take() {
        while (true) {
            boolean last = closing;
            gather();
            if (!gathered.isEmpty() && (urgent || last || age() >= LATER_NANOS)) {
                return handOut();
            }
            if (last) {
                closed = true;
                refuseAll();
                return List.of();
            }
            sleep();
        }
    }

    /// Gives records back that could not be written: they come first in the next list, a while
    /// later. At the end there is no later, and they are lost.
    void giveBack(List<Pending> records) {
        if (closing) {
            return;
        }
        if (gathered.isEmpty()) {
            gatheredSince = System.nanoTime();
        }
        gathered.addAll(0, records);
    }

    /// The writer has failed: all that it has not written, and all that comes, is refused.
    void fail() {
        refusal = new Appended.Refused(Appended.Reason.DISK_ERROR, "the journal has failed");
        closing = true;
        closed = true;
        handedOut.stream().filter(it -> !it.isConcluded()).forEach(it -> it.conclude(refusal));
        gathered.forEach(it -> it.conclude(refusal));
        refuseAll();
    }

    void close() {
        closing = true;
        LockSupport.unpark(writer);
    }

    private List<Pending> handOut() {
        List<Pending> batch = gathered;
        gathered = handedOut;
        gathered.clear();
        handedOut = batch;
        urgent = false;
        return batch;
    }

    private void gather() {
        Pending last = newest.getAndSet(null);
        if (last == null) {
            return;
        }
        if (gathered.isEmpty()) {
            gatheredSince = System.nanoTime();
        }
        for (Pending pending = inOrder(last); pending != null; ) {
            gathered.add(pending);
            urgent |= pending.terms != Pending.Terms.LATER;
            Pending next = pending.before;
            pending.before = null;
            pending = next;
        }
    }

    // Turns the chain round: after it, `before` points to the record that came next.
    private static @Nullable Pending inOrder(Pending last) {
        Pending first = null;
        for (Pending pending = last; pending != null; ) {
            Pending before = pending.before;
            pending.before = first;
            first = pending;
            pending = before;
        }
        return first;
    }

    private void sleep() {
        boolean empty = gathered.isEmpty();
        writerState = empty ? ASLEEP : DOZING;
        if (newest.get() == null && !closing) {
            if (empty) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, LATER_NANOS - age());
            }
        }
        writerState = AWAKE;
    }

    private long age() {
        return System.nanoTime() - gatheredSince;
    }

    private void refuseAll() {
        for (Pending pending = newest.getAndSet(null); pending != null; pending = pending.before) {
            pending.conclude(refusal);
        }
    }
}
