// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.DiskFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;

/// The files of messages that are too large for the journal, or have waited long. A file counts
/// only when a record of the journal points to it. Syncs run on two platform threads, so that they
/// never take the carrier of a session. Safe for use by several threads.
final class ContentFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentFiles.class);
    private static final int SYNC_THREADS = 2;

    private final Disk disk;
    private final ExecutorService syncing =
            Executors.newFixedThreadPool(
                    SYNC_THREADS, Thread.ofPlatform().name("queue-sync-", 0).daemon().factory());

    ContentFiles(Disk disk) {
        this.disk = disk;
    }

    DiskFile create(QueueId id) throws IOException {
        return disk.create(id.text());
    }

    /// Makes a written file durable, its name included, and closes it. Blocks.
    void seal(DiskFile file) throws IOException {
        Future<?> sealed =
                syncing.submit(
                        () -> {
                            try (file) {
                                file.sync();
                                disk.sync();
                            }
                            return true;
                        });
        try {
            sealed.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a file was synced", e);
        }
    }

    /// Runs work that blocks on syncs.
    void later(Runnable work) {
        syncing.execute(work);
    }

    /// `onDamage` is called when the file turns out not to be what was written, or to be gone.
    InputStream open(QueueId id, long octets, int crc, Runnable onDamage) throws IOException {
        try {
            return new CheckedInput(disk.open(id.text()), octets, crc, onDamage);
        } catch (NoSuchFileException e) {
            onDamage.run();
            throw e;
        }
    }

    /// The file itself, damaged or not; empty when it is gone.
    Optional<DiskFile> raw(QueueId id) throws IOException {
        return names().contains(id.text()) ? Optional.of(disk.open(id.text())) : Optional.empty();
    }

    void delete(QueueId id) {
        try {
            disk.delete(id.text());
        } catch (IOException e) {
            LOG.warn("Cannot delete the queue file {}: {}", id, e.toString());
        }
    }

    /// Writes content to a file, durably. For the keeper's thread, which may sync itself.
    BodyPlace store(QueueId id, ArrayContent content) throws IOException {
        if (names().contains(id.text())) {
            disk.delete(id.text());
        }
        try (DiskFile file = disk.create(id.text())) {
            ByteBuffer octets = content.buffer();
            CRC32C crc = new CRC32C();
            crc.update(octets.duplicate());
            file.write(octets, 0);
            file.sync();
            disk.sync();
            return new BodyPlace.OwnFile((int) crc.getValue());
        }
    }

    Set<String> names() throws IOException {
        return new HashSet<>(disk.names());
    }

    /// Deletes what no record points to: drafts that a crash cut off.
    void deleteAllBut(Set<String> known) throws IOException {
        for (String name : disk.names()) {
            if (!known.contains(name)) {
                disk.delete(name);
            }
        }
    }

    @Override
    public void close() {
        syncing.close();
    }
}
