// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The few platform threads for what computes for more than a millisecond. Virtual threads have no
/// time slices: done on a session's own thread, it would keep all other sessions waiting. Whoever
/// asks waits for the answer. Safe for use by several threads.
///
/// Work is taken in the order in which it comes, so long work comes in slices: then nobody waits
/// for more than a slice of each of the others.
public final class ComputeThreads implements AutoCloseable {
    private final ExecutorService threads;

    public ComputeThreads(int count) {
        var number = new AtomicInteger();
        threads =
                Executors.newFixedThreadPool(
                        count, work -> new ComputeThread(work, number.incrementAndGet()));
    }

    /// As many threads as the machine has processors.
    public static ComputeThreads forThisMachine() {
        return new ComputeThreads(Runtime.getRuntime().availableProcessors());
    }

    private static final class ComputeThread extends Thread {
        ComputeThread(Runnable work, int number) {
            super(work, "compute-" + number);
            setDaemon(true);
        }
    }

    /// Runs work and answers what it answers; an exception of the work is thrown here. Work that
    /// asks for more work does it itself.
    ///
    /// @throws CancellationException when the caller is interrupted
    public <T> T call(Supplier<T> work) {
        if (Thread.currentThread() instanceof ComputeThread) {
            return work.get();
        }
        Future<T> answer = threads.submit(work::get);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException failure) {
            throw unwrapped(failure);
        }
    }

    private static RuntimeException unwrapped(ExecutionException failure) {
        return switch (failure.getCause()) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(failure);
        };
    }

    /// Takes no more work; what runs is not waited for.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
