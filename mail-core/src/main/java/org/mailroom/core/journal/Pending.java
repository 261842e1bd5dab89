// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/// A record that was handed over and whose fate is not known yet. One thread may wait for it.
public final class Pending {

    /// What the one who handed it over expects.
    enum Terms {
        /// Waits for the answer. Refused while the disk has no room for another segment.
        AWAITED,
        /// Waits, and may use the last room: what is written makes more room.
        AWAITED_AT_ANY_COST,
        /// Does not wait; the next sync begins at once. Written again after a failure.
        SOON,
        /// Does not wait; rides along with the next sync. Written again after a failure.
        LATER
    }

    final JournalRecord record;
    final Terms terms;
    // The record handed over before this one, while both are in the list of arrivals.
    @Nullable Pending before;
    // Where it was placed; the writer's own until the record is durable.
    int offset;
    private volatile @Nullable Appended fate;
    private volatile @Nullable Thread waiter;

    Pending(JournalRecord record, Terms terms) {
        this.record = record;
        this.terms = terms;
    }

    boolean isAttended() {
        return switch (terms) {
            case AWAITED, AWAITED_AT_ANY_COST -> true;
            case SOON, LATER -> false;
        };
    }

    boolean isConcluded() {
        return fate != null;
    }

    void conclude(Appended result) {
        fate = result;
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /// Waits until the record is durable or refused.
    public Appended await() {
        waiter = Thread.currentThread();
        boolean interrupted = false;
        Appended result = fate;
        while (result == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            result = fate;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result;
    }
}
