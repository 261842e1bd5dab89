// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.mailroom.storage.index.IndexState;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// What of a mailbox is known, and what of that is shown: only what is durable, as a UID that
/// somebody has seen must survive a crash. Safe for use by several threads.
final class Showing {
    private final SyncGate.Sync sync;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    @GuardedBy("this")
    private SyncGate gate;

    @GuardedBy("this")
    private @Nullable Tip known;

    private volatile @Nullable Tip shown;

    /// The newest state, and how many deliveries the index had seen by then.
    record Tip(IndexState state, long deliveries) {}

    /// What was written last, to be waited for.
    record Ticket(SyncGate gate, long number) {}

    Showing(SyncGate.Sync sync) {
        this.sync = sync;
        this.gate = gate();
    }

    private SyncGate gate() {
        return new SyncGate(
                () -> {
                    Optional<Tip> covered = known();
                    sync.run();
                    covered.ifPresent(this::show);
                });
    }

    private synchronized Optional<Tip> known() {
        return Optional.ofNullable(known);
    }

    Optional<IndexState> shown() {
        return Optional.ofNullable(shown).map(Tip::state);
    }

    /// Takes a newer state, and shows it unless some of it is not durable yet.
    synchronized void note(Tip tip) {
        known = tip;
        showIfDurable();
    }

    /// The same after a write that is to be synced.
    synchronized Ticket wrote(Tip tip) {
        known = tip;
        return new Ticket(gate, gate.wrote());
    }

    /// For who must know that all is durable that has been written by now.
    synchronized Ticket last() {
        return new Ticket(gate, gate.last());
    }

    /// Blocks until it is durable, and shown.
    void await(Ticket ticket) throws IOException {
        ticket.gate().await(ticket.number());
        showIfDurable();
    }

    private synchronized void showIfDurable() {
        Tip tip = known;
        if (tip != null && gate.isClean()) {
            show(tip);
        }
    }

    private synchronized void show(Tip tip) {
        Tip before = shown;
        shown = tip;
        if (before != null && before.state().modSeq() != tip.state().modSeq()) {
            watchers.forEach(Runnable::run);
        }
    }

    /// After a sync has failed: the last state that is durable.
    synchronized Optional<Tip> durableAfterFailure() {
        return gate.hasFailed() ? Optional.ofNullable(shown) : Optional.empty();
    }

    /// The failure is dealt with: `tip` is what is left.
    synchronized void recovered(Tip tip) {
        gate = gate();
        note(tip);
    }

    /// Forgets all, to begin anew.
    synchronized void clear() {
        known = null;
        shown = null;
        gate = gate();
    }

    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    boolean isWatched() {
        return !watchers.isEmpty();
    }
}
