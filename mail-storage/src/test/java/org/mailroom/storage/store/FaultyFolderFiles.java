// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.storage.folder.FolderFiles;
import org.mailroom.storage.folder.RealFolderFiles;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/// The real directories of folders, of which one step goes wrong.
final class FaultyFolderFiles implements FolderFiles {
    private final FolderFiles files = new RealFolderFiles();
    private final int at;
    private final Fault fault;
    private int steps;

    /// What goes wrong at the step.
    sealed interface Fault {}

    /// The process ends, before or behind it.
    enum Halt implements Fault {
        BEFORE,
        AFTER
    }

    /// It fails.
    enum Failure implements Fault {
        /// Half of a file is written, under a name that is not its last; else nothing is done.
        DISK_FULL,
        /// All is done, and nobody knows for how long.
        SYNC_FAILS
    }

    /// The process ends here.
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @param at the number of the step, from one on
    FaultyFolderFiles(int at, Fault fault) {
        this.at = at;
        this.fault = fault;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void step(Step step, Step half) throws IOException {
        if (++steps != at) {
            step.run();
            return;
        }
        switch (fault) {
            case Halt.BEFORE -> throw new Stop();
            case Halt.AFTER -> {
                step.run();
                throw new Stop();
            }
            case Failure.DISK_FULL -> {
                half.run();
                throw new IOException("No space left on device");
            }
            case Failure.SYNC_FAILS -> {
                step.run();
                throw new IOException("Input/output error");
            }
        }
    }

    private void step(Step step) throws IOException {
        step(step, () -> {});
    }

    private static void writeHalf(Path file, byte[] octets) throws IOException {
        var half = new ByteArrayInputStream(octets, 0, octets.length / 2);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.copy(half, next);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step(() -> files.createDirectory(directory));
    }

    @Override
    public void createFile(Path file) throws IOException {
        step(() -> files.createFile(file));
    }

    @Override
    public void create(Path file, InputStream content) throws IOException {
        step(() -> files.create(file, content), () -> writeHalf(file, content.readAllBytes()));
    }

    @Override
    public void delete(Path path) throws IOException {
        step(() -> files.delete(path));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step(() -> files.move(from, to));
    }

    @Override
    public void write(Path file, Collection<String> lines) throws IOException {
        byte[] octets = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        step(() -> files.write(file, lines), () -> writeHalf(file, octets));
    }
}
