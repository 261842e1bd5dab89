// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;

/// Lets many writers of one file share its syncs: whoever comes while one runs waits for the next,
/// which covers all that came by then. After a failure it is of no more use. Safe for use by
/// several threads.
final class SyncGate {
    private final Sync sync;

    @GuardedBy("this")
    private long written;

    @GuardedBy("this")
    private long synced;

    @GuardedBy("this")
    private boolean running;

    @GuardedBy("this")
    private boolean failed;

    /// Makes all that was written before it began durable.
    interface Sync {
        void run() throws IOException;
    }

    SyncGate(Sync sync) {
        this.sync = sync;
    }

    /// Something has been written; the answer is what `await` takes.
    synchronized long wrote() {
        return ++written;
    }

    /// The ticket of the last that was written.
    synchronized long last() {
        return written;
    }

    synchronized boolean hasFailed() {
        return failed;
    }

    synchronized boolean isClean() {
        return synced >= written;
    }

    /// Waits until what was written is durable, syncing itself if nobody does.
    void await(long ticket) throws IOException {
        while (true) {
            long target;
            synchronized (this) {
                awaitTurn(ticket);
                if (synced >= ticket) {
                    return;
                }
                if (failed) {
                    throw new IOException("the mailbox could not be synced");
                }
                running = true;
                target = written;
            }
            runTo(target);
        }
    }

    private synchronized void awaitTurn(long ticket) {
        boolean interrupted = false;
        while (running && !failed && synced < ticket) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runTo(long target) throws IOException {
        boolean done = false;
        try {
            sync.run();
            done = true;
        } finally {
            synchronized (this) {
                running = false;
                // What the kernel could not write it may forget: a later success proves nothing.
                failed |= !done;
                synced = done ? target : synced;
                notifyAll();
            }
        }
    }
}
