// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// of it, whatever the names in the file.
record UnpackedZip(Path directory) implements AutoCloseable {

    static UnpackedZip of(Path zip) throws IOException {
        var unpacked = new UnpackedZip(Files.createTempDirectory("mailroom-import"));
        try (var file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
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
        Files.copy(octets, file);
        Optional<FileTime> time = Optional.ofNullable(entry.getLastModifiedTime());
        if (time.isPresent()) {
            Files.setLastModifiedTime(file, time.get());
        }
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
