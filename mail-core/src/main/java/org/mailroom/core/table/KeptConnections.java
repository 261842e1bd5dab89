// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Connections that wait for the next look-up, and are closed when none comes for a while: also
/// those of a table that a reload has replaced. Safe for use by several threads.
final class KeptConnections<C extends AutoCloseable> {
    private static final int MAX = 4;

    private record Kept<C>(C connection, long since) {}

    private final Duration lifetime;
    private final Deque<Kept<C>> idle = new ArrayDeque<>();

    KeptConnections(Duration lifetime) {
        this.lifetime = lifetime;
    }

    synchronized Optional<C> take() {
        return Optional.ofNullable(idle.pollFirst()).map(Kept::connection);
    }

    /// Keeps a connection whose last look-up has ended well, if there is room.
    void keep(C connection) {
        synchronized (this) {
            if (idle.size() < MAX) {
                if (idle.isEmpty()) {
                    closeLater();
                }
                idle.addFirst(new Kept<>(connection, System.nanoTime()));
                return;
            }
        }
        close(connection);
    }

    private void closeLater() {
        CompletableFuture.delayedExecutor(
                        lifetime.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                .execute(this::closeOld);
    }

    private void closeOld() {
        var old = new ArrayDeque<C>();
        synchronized (this) {
            long now = System.nanoTime();
            while (!idle.isEmpty() && now - idle.getLast().since >= lifetime.toNanos()) {
                old.add(idle.removeLast().connection);
            }
            if (!idle.isEmpty()) {
                closeLater();
            }
        }
        old.forEach(KeptConnections::close);
    }

    /// Closes a connection that is of no use any more.
    static void close(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception _) {
            // It is broken, so there is nothing more to close
        }
    }
}
