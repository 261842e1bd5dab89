// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import io.netty.channel.Channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// An open door, and the connections that came through it. Safe for use by several threads.
public final class Listener implements AutoCloseable {
    private final Channel socket;
    private final Door.Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    // guarded by lock
    private final Set<Wire> wires = new HashSet<>();
    private final Map<Client, Integer> perClient = new HashMap<>();

    /// Who counts as one client: an IPv4 address, or the /64 of an IPv6 address.
    private record Client(String prefix) {
        static Client of(InetAddress address) {
            byte[] octets = address.getAddress();
            return new Client(Arrays.toString(Arrays.copyOf(octets, Math.min(8, octets.length))));
        }
    }

    Listener(Channel socket, Door.Limits limits) {
        this.socket = socket;
        this.limits = limits;
    }

    /// Where it listens; the real port when port 0 was asked for.
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /// Takes no new connections; waits for the running sessions, and closes those that are left.
    public void drain(Duration patience) {
        socket.close().syncUninterruptibly();
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
        close();
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
        Client client = Client.of(address);
        lock.lock();
        try {
            int present = perClient.getOrDefault(client, 0);
            boolean tooMany = reached(limits.perClient(), present);
            if (reached(limits.connections(), wires.size())
                    || (tooMany && !limits.exempt().test(address))) {
                return false;
            }
            wires.add(wire);
            perClient.put(client, present + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave(Wire wire) {
        Client client = Client.of(wire.peer().remote().getAddress());
        lock.lock();
        try {
            if (wires.remove(wire)) {
                perClient.computeIfPresent(client, (who, count) -> count > 1 ? count - 1 : null);
            }
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean reached(int limit, int count) {
        return limit > 0 && count >= limit;
    }
}
