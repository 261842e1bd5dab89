// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.channel.Channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// An open door, and the connections that came through it. Safe for use by several threads.
public final class Listener implements AutoCloseable {
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private final Channel socket;
    private final Door.Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    // guarded by lock
    private final Set<Wire> wires = new HashSet<>();
    // of those, whom perClient counts
    private final Set<Wire> counted = new HashSet<>();
    private final Map<ClientPrefix, Integer> perClient = new HashMap<>();
    private boolean draining;

    Listener(Channel socket, Door.Limits limits) {
        this.socket = socket;
        this.limits = limits;
    }

    /// Where it listens; the real port when port 0 was asked for. A Unix socket counts as port 0 of
    /// the loopback.
    public InetSocketAddress address() {
        return Peer.inet(socket.localAddress());
    }

    /// Takes no new connections. Tells the running sessions to leave, which those that wait for
    /// their client do at once; waits for the others, cuts those off that are left, and sees them
    /// out.
    public void drain(Duration patience) {
        socket.close().syncUninterruptibly();
        dismissAll();
        awaitEmpty(patience);
        close();
        awaitEmpty(LAST_PATIENCE);
    }

    private void dismissAll() {
        lock.lock();
        try {
            draining = true;
            wires.forEach(wire -> wire.input().dismiss());
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the last session has ended by itself, or `patience` is over.
    public void awaitEmpty(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            long wait = patience.toNanos();
            while (!wires.isEmpty() && wait > 0) {
                wait = Math.min(left.awaitNanos(wait), deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        socket.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        lock.lock();
        try {
            wires.forEach(Wire::close);
        } finally {
            lock.unlock();
        }
    }

    /// Counts a connection in; false where a limit forbids it.
    boolean enter(Wire wire) {
        InetAddress address = wire.peer().remote().getAddress();
        ClientPrefix client = limits.clients().one().apply(address);
        boolean exempt = limits.clients().exempt().test(address);
        int others;
        boolean tooMany;
        lock.lock();
        try {
            others = perClient.getOrDefault(client, 0);
            tooMany = !exempt && reached(limits.perClient(), others);
            if (!tooMany && reached(limits.connections(), wires.size())) {
                return false;
            }
            if (!tooMany) {
                wire.concurrent(exempt ? 0 : others + 1);
                add(wire, client);
            }
        } finally {
            lock.unlock();
        }
        if (tooMany) {
            limits.clients().tooMany().accept(address, others + 1);
        } else if (limits.counted() == Door.Counted.STRANGERS) {
            wire.whenRecognized(() -> uncount(wire));
        }
        return !tooMany;
    }

    private void add(Wire wire, ClientPrefix client) {
        wires.add(wire);
        counted.add(wire);
        perClient.merge(client, 1, Integer::sum);
        if (draining) {
            wire.input().dismiss();
        }
    }

    void leave(Wire wire) {
        lock.lock();
        try {
            wires.remove(wire);
            uncount(wire);
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void uncount(Wire wire) {
        lock.lock();
        try {
            if (counted.remove(wire)) {
                perClient.computeIfPresent(
                        limits.clients().one().apply(wire.peer().remote().getAddress()),
                        (who, count) -> count > 1 ? count - 1 : null);
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean reached(int limit, int count) {
        return limit > 0 && count >= limit;
    }
}
