// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.Clock;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;

/// Connections that wait for the next request, and are closed when none comes for a while: also
/// those of a table that a reload has replaced. Safe for use by several threads.
public final class KeptConnections<C extends AutoCloseable> {
    private record Kept<C>(C connection, long since) {}

    private final int max;
    private final Duration lifetime;
    private final Clock clock;

    /// The one that was used last is the first.
    @GuardedBy("this")
    private final Deque<Kept<C>> idle = new ArrayDeque<>();

    /// Whether `closeOld` is to come: once for all connections, however often they are used.
    @GuardedBy("this")
    private boolean closing;

    public KeptConnections(int max, Duration lifetime) {
        this(max, lifetime, Clock.SYSTEM);
    }

    public KeptConnections(int max, Duration lifetime, Clock clock) {
        this.max = max;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    public synchronized Optional<C> take() {
        return Optional.ofNullable(idle.pollFirst()).map(Kept::connection);
    }

    /// One that is preferred; where there is none, the one that was used longest ago, which is
    /// least likely to be preferred by others.
    public synchronized Optional<C> take(Predicate<? super C> preferred) {
        for (Iterator<Kept<C>> all = idle.iterator(); all.hasNext(); ) {
            C connection = all.next().connection;
            if (preferred.test(connection)) {
                all.remove();
                return Optional.of(connection);
            }
        }
        return Optional.ofNullable(idle.pollLast()).map(Kept::connection);
    }

    /// Keeps a connection whose last request has ended well, if there is room.
    public void keep(C connection) {
        if (!hasKept(connection)) {
            close(connection);
        }
    }

    private synchronized boolean hasKept(C connection) {
        if (idle.size() == max) {
            return false;
        }
        idle.addFirst(new Kept<>(connection, clock.now()));
        if (!closing) {
            closing = true;
            clock.runAfter(lifetime, this::closeOld);
        }
        return true;
    }

    private void closeOld() {
        var old = new ArrayDeque<C>();
        synchronized (this) {
            long now = clock.now();
            while (!idle.isEmpty() && now - idle.getLast().since >= lifetime.toNanos()) {
                old.add(idle.removeLast().connection);
            }
            closing = !idle.isEmpty();
            if (closing) {
                Duration age = Duration.ofNanos(now - idle.getLast().since);
                clock.runAfter(lifetime.minus(age), this::closeOld);
            }
        }
        old.forEach(KeptConnections::close);
    }

    /// Closes a connection that is of no use any more.
    public static void close(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception _) {
            // It is broken, so there is nothing more to close
        }
    }
}
