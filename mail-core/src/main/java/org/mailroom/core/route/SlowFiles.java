// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.table.TableFailedException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads files that others own. One that lies on a dead server, or that a user has exchanged for a
/// pipe, may keep whoever opens it for ever, and with him all sessions where a thread is shared: so
/// threads of their own read, one for each file at most, and whoever wants to know waits for a
/// while. Safe for use by several threads.
///
/// @param <T> what is read of a file
final class SlowFiles<T> {
    /// Of one directory: a user may have any number of files, and mail for each.
    private static final int MOST = 50;

    private final Duration patience;
    private final ConcurrentHashMap<String, FutureTask<T>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("user-file-", 1).factory());

    SlowFiles(Duration patience) {
        this.patience = patience;
    }

    /// What a reader says; those who ask while it reads get the same answer.
    ///
    /// @throws TableFailedException when there is none in time
    T read(String path, Callable<T> reader) {
        FutureTask<T> task = underWay.get(path);
        if (task == null) {
            requireRoom(path);
            task = underWay.computeIfAbsent(path, _ -> begun(path, reader));
        }
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new TableFailedException(
                    "%s cannot be read: no answer for %d s".formatted(path, patience.toSeconds()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new TableFailedException(path + " was not read: interrupted");
        }
    }

    private void requireRoom(String path) {
        String directory = directoryOf(path);
        long beside =
                underWay.keySet().stream().filter(it -> directoryOf(it).equals(directory)).count();
        if (beside >= MOST) {
            throw new TableFailedException(
                    "%s is not read: %d files beside it do not answer".formatted(path, beside));
        }
    }

    private static String directoryOf(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private FutureTask<T> begun(String path, Callable<T> reader) {
        var task =
                new FutureTask<>(
                        () -> {
                            try {
                                return reader.call();
                            } finally {
                                underWay.remove(path);
                            }
                        });
        threads.execute(task);
        return task;
    }
}
