// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.net.ClientPrefix;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/// The hashing of passwords, on a few platform threads: it takes neither the sessions' carriers nor
/// more than a quarter of the memory: what all that run take together is counted. Clients take
/// turns, whoever asked first: one that sends a thousand guesses waits behind itself, and others
/// wait for one guess of his. Safe for use by several threads.
final class Verifications implements AutoCloseable {
    /// What all verifications may take at once; one with our own hashes is always possible.
    static final int MEMORY_KIB =
            Math.clamp(
                    Runtime.getRuntime().maxMemory() / 4 / 1024,
                    Argon2.MEMORY_KIB,
                    Integer.MAX_VALUE);

    private final ExecutorService threads;
    private final int memoryKib;
    private final Semaphore memory;

    // guarded by this: the first client is the next to be served
    private final Map<ClientPrefix, Queue<FutureTask<Boolean>>> waiting = new LinkedHashMap<>();

    Verifications(int threads, int memoryKib) {
        this.memoryKib = memoryKib;
        this.memory = new Semaphore(memoryKib, true);
        this.threads =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().name("passwords/", 0).daemon().factory());
    }

    /// Runs a verification for that client, and answers what it found. Blocks.
    ///
    /// @param cost the memory it takes, in KiB
    boolean run(ClientPrefix client, int cost, Callable<Boolean> verification)
            throws ExecutionException, InterruptedException {
        var task = new FutureTask<>(() -> withMemory(cost, verification));
        synchronized (this) {
            waiting.computeIfAbsent(client, _ -> new ArrayDeque<>()).add(task);
        }
        threads.execute(() -> next().run());
        return task.get();
    }

    private boolean withMemory(int cost, Callable<Boolean> verification) throws Exception {
        if (cost > memoryKib) {
            throw new IllegalArgumentException("it takes more memory than all may have");
        }
        memory.acquire(cost);
        try {
            return verification.call();
        } finally {
            memory.release(cost);
        }
    }

    /// There is one for each call: each adds one and lets a thread take one.
    private synchronized FutureTask<Boolean> next() {
        var turn = waiting.entrySet().iterator().next();
        ClientPrefix client = turn.getKey();
        Queue<FutureTask<Boolean>> tasks = turn.getValue();
        FutureTask<Boolean> task = tasks.remove();
        waiting.remove(client);
        if (!tasks.isEmpty()) {
            waiting.put(client, tasks);
        }
        return task;
    }

    /// How many wait for their turn.
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
