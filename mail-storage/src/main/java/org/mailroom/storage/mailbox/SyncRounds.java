// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Gathers the syncs of many mailboxes into rounds: the first delivery after a pause is synced at
/// once, those that come in the meantime wait for the next round, so that each mailbox is synced
/// once in it. Safe for use by several threads.
final class SyncRounds implements AutoCloseable {
    private final long intervalNanos;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile long lastRound;
    private volatile boolean closing;

    SyncRounds(Duration interval) {
        this.intervalNanos = interval.toNanos();
        this.lastRound = System.nanoTime() - intervalNanos;
    }

    /// Waits until the next round begins. On a virtual thread.
    void awaitRound() {
        long came = System.nanoTime();
        while (!closing) {
            long last = lastRound;
            long now = System.nanoTime();
            // A round that began after we came takes us along.
            if (last - came >= 0) {
                return;
            }
            if (now - last >= intervalNanos) {
                begin(now);
                return;
            }
            LockSupport.parkNanos(this, intervalNanos - (now - last));
        }
    }

    private void begin(long now) {
        starting.lock();
        try {
            if (now - lastRound >= intervalNanos) {
                lastRound = now;
            }
        } finally {
            starting.unlock();
        }
    }

    @Override
    public void close() {
        closing = true;
    }
}
