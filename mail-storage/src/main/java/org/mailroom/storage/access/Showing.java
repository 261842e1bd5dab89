// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.mailroom.storage.index.IndexState;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// What of a mailbox is known, and what of that is shown: only what is durable, as a UID that
/// somebody has seen must survive a crash. Safe for use by several threads.
public final class Showing {
    private final Sync sync;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    @GuardedBy("this")
    private SyncGate gate;

    @GuardedBy("this")
    private @Nullable IndexState known;

    private volatile @Nullable IndexState shown;

    /// Makes durable what has been written; a state is covered by it.
    interface Sync {
        void run(IndexState covered) throws IOException;
    }

    /// What was written last, to be waited for.
    public record Ticket(SyncGate gate, long number) {}

    Showing(Sync sync) {
        this.sync = sync;
        this.gate = gate();
    }

    private SyncGate gate() {
        return new SyncGate(
                () -> {
                    Optional<IndexState> covered = known();
                    if (covered.isPresent()) {
                        sync.run(covered.get());
                        show(covered.get());
                    }
                });
    }

    private synchronized Optional<IndexState> known() {
        return Optional.ofNullable(known);
    }

    public Optional<IndexState> shown() {
        return Optional.ofNullable(shown);
    }

    /// Takes a newer state, and shows it unless some of it is not durable yet.
    synchronized void note(IndexState state) {
        known = state;
        showIfDurable();
    }

    /// The same after a write that is to be synced.
    synchronized Ticket wrote(IndexState state) {
        known = state;
        return new Ticket(gate, gate.wrote());
    }

    /// The same after a change of what is durable already. Where a delivery waits for its sync, the
    /// change is shown with it: as a new message is newer than all that was shown before it, to
    /// those who follow modification sequences too (RFC 7162 §3.1.2), the change cannot overtake
    /// it.
    synchronized Ticket changed(IndexState state) {
        return gate.isClean() ? last() : wrote(state);
    }

    /// For who must know that all is durable that has been written by now.
    public synchronized Ticket last() {
        return new Ticket(gate, gate.last());
    }

    /// Blocks until it is durable, and shown.
    public void await(Ticket ticket) throws IOException {
        ticket.gate().await(ticket.number());
        showIfDurable();
    }

    private synchronized void showIfDurable() {
        IndexState state = known;
        if (state != null && gate.isClean()) {
            show(state);
        }
    }

    private synchronized void show(IndexState state) {
        IndexState before = shown;
        shown = state;
        if (before != null && before.modSeq() != state.modSeq()) {
            tellWatchers();
        }
    }

    /// Says that there is something to see, which may be that there is no mailbox any more.
    void tellWatchers() {
        watchers.forEach(Runnable::run);
    }

    /// Whether a sync has failed, so that what was written before it must not be shown.
    synchronized boolean hasFailed() {
        return gate.hasFailed();
    }

    /// The failure is dealt with: `state` is what is left.
    synchronized void recovered(IndexState state) {
        gate = gate();
        note(state);
    }

    /// Forgets all, to begin anew.
    synchronized void clear() {
        known = null;
        shown = null;
        gate = gate();
    }

    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }
}
