// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// The platform threads that touch files, so that no session's carrier waits for a disk. Whoever
/// asks for work waits for it, and cannot be interrupted while it runs: half a write is none.
public final class FileThreads implements AutoCloseable {
    private static final int CLOSE_SECONDS = 30;
    private static final int BEAT_SECONDS = 1;

    private final ExecutorService threads;

    public FileThreads(String name, int count) {
        var number = new AtomicInteger();
        threads =
                Executors.newFixedThreadPool(
                        count, work -> new FileThread(work, name + "-" + number.incrementAndGet()));
    }

    private static final class FileThread extends Thread {
        FileThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    public <T> T call(Callable<T> work) throws IOException {
        return call(work, () -> {});
    }

    /// Has two works done, at the same time where there are threads for both.
    public void both(FileWork first, FileWork second) throws IOException {
        if (Thread.currentThread() instanceof FileThread) {
            first.run();
            second.run();
            return;
        }
        Future<Boolean> begun = submit(first);
        try {
            var _ = await(submit(second), () -> {});
        } finally {
            var _ = await(begun, () -> {});
        }
    }

    /// Something to be done with files.
    public interface FileWork {
        void run() throws IOException;
    }

    private Future<Boolean> submit(FileWork work) {
        return threads.submit(
                () -> {
                    work.run();
                    return true;
                });
    }

    /// Has work done on one of them.
    ///
    /// @param meanwhile done by who waits, every second
    public <T> T call(Callable<T> work, Runnable meanwhile) throws IOException {
        return Thread.currentThread() instanceof FileThread
                ? here(work)
                : await(threads.submit(work), meanwhile);
    }

    private static <T> T await(Future<T> future, Runnable meanwhile) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(BEAT_SECONDS, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    meanwhile.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T here(Callable<T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static IOException unwrapped(ExecutionException failure) {
        return switch (failure.getCause()) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException(failure);
        };
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            var _ = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
