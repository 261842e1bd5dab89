// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip file in a directory of its own, which goes when it is closed. Nothing is written outside
/// of it, whatever the names in the file, and no entry becomes larger than it says: what would not
/// fit on the disk is refused before it is written.
final class UnpackedZip implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    private final Path directory;
    private final Thread atExit = new Thread(this::removeAtExit, "unpacked-zip");

    private UnpackedZip(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    Path directory() {
        return directory;
    }

    static UnpackedZip of(Path zip) throws IOException {
        var unpacked = new UnpackedZip(Files.createTempDirectory("mailroom-import"));
        try (var file = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(file.entries());
            requireSpace(zip, entries, unpacked.directory());
            for (ZipEntry entry : entries) {
                try (InputStream octets = file.getInputStream(entry)) {
                    unpacked.add(entry, octets);
                }
            }
            return unpacked;
        } catch (ZipException e) {
            unpacked.close();
            throw new ArchiveException(zip + ": the zip file is damaged: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            unpacked.close();
            throw e;
        }
    }

    private static void requireSpace(Path zip, List<? extends ZipEntry> entries, Path directory)
            throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        long left = usable;
        for (ZipEntry entry : entries) {
            left -= Math.min(Math.max(entry.getSize(), 0), left);
            if (left <= 0) {
                throw new ArchiveException(
                        "%s: unpacked, the zip file needs more than the %,d octets that are free in %s"
                                .formatted(zip, usable, directory.toAbsolutePath().getParent()));
            }
        }
    }

    private void add(ZipEntry entry, InputStream octets) throws IOException {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory) || file.equals(directory)) {
            throw new ArchiveException(
                    entry.getName() + ": expected names of files inside the zip file only");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling("."));
        copy(entry, octets, file);
        Optional<FileTime> time = Optional.ofNullable(entry.getLastModifiedTime());
        if (time.isPresent()) {
            Files.setLastModifiedTime(file, time.get());
        }
    }

    private static void copy(ZipEntry entry, InputStream octets, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[BUFFER];
            long left = entry.getSize();
            for (int n = octets.read(buffer); n >= 0; n = octets.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new ArchiveException(
                            "%s: the zip file is damaged: more than the %,d octets it tells of"
                                    .formatted(entry.getName(), entry.getSize()));
                }
                out.write(buffer, 0, n);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        remove();
    }

    // Whoever is stopped in the middle, as by Ctrl-C, leaves nothing.
    private void removeAtExit() {
        try {
            remove();
        } catch (IOException e) {
            System.err.println("mailroom: " + directory + " was not deleted: " + e.getMessage());
        }
    }

    private void remove() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
