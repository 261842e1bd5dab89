// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Tells of changes that any program makes to some files (inotify). Safe for use by several
/// threads.
public final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final WatchService service;
    private final Thread thread;

    @GuardedBy("this")
    private final Map<Path, Folder> folders = new HashMap<>();

    private static final class Folder {
        final WatchKey key;
        final List<Subscription> subscriptions = new ArrayList<>();

        Folder(WatchKey key) {
            this.key = key;
        }
    }

    public FileWatch(WatchService service) {
        this.service = service;
        this.thread = Thread.ofPlatform().name("mailbox-watch").daemon().start(this::run);
    }

    /// One wish to be told, until it is closed.
    public final class Subscription implements AutoCloseable {
        private final Path file;
        private final Runnable changed;
        private final AtomicBoolean isTold = new AtomicBoolean();

        private Subscription(Path file, Runnable changed) {
            this.file = file;
            this.changed = changed;
        }

        // Many writes in a row are one change.
        private void tell() {
            if (isTold.compareAndSet(false, true)) {
                Thread.ofVirtual()
                        .name("watch/" + file.getFileName())
                        .start(
                                () -> {
                                    isTold.set(false);
                                    changed.run();
                                });
            }
        }

        @Override
        public void close() {
            unsubscribe(this);
        }
    }

    /// Runs `changed` on a thread of its own after each change of a file.
    public synchronized Subscription subscribe(Path file, Runnable changed) {
        var subscription = new Subscription(file, changed);
        Path path = file.toAbsolutePath().resolveSibling(".").normalize();
        Folder folder = folders.get(path);
        if (folder == null) {
            WatchKey key = register(path);
            if (key == null) {
                return subscription;
            }
            folder = new Folder(key);
            folders.put(path, folder);
        }
        folder.subscriptions.add(subscription);
        return subscription;
    }

    private @Nullable WatchKey register(Path folder) {
        try {
            return folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be watched, changes by other programs are seen later: {}",
                    folder,
                    e.toString());
            return null;
        }
    }

    private synchronized void unsubscribe(Subscription subscription) {
        Path path = subscription.file.toAbsolutePath().resolveSibling(".").normalize();
        Folder folder = folders.get(path);
        if (folder != null) {
            folder.subscriptions.remove(subscription);
            if (folder.subscriptions.isEmpty()) {
                folders.remove(path);
                folder.key.cancel();
            }
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    tell(key, event);
                }
                var _ = key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("No more files are watched");
        }
    }

    private synchronized void tell(WatchKey key, WatchEvent<?> event) {
        for (Folder folder : folders.values()) {
            if (!folder.key.equals(key)) {
                continue;
            }
            for (Subscription subscription : folder.subscriptions) {
                boolean isAny = event.kind().equals(StandardWatchEventKinds.OVERFLOW);
                if (isAny || subscription.file.endsWith(String.valueOf(event.context()))) {
                    subscription.tell();
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            service.close();
            thread.join();
        } catch (IOException e) {
            LOG.warn("Files are still watched: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
