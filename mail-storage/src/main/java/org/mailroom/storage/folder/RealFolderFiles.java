// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Set;

/// The real directories; what is created is for its owner only.
public final class RealFolderFiles implements FolderFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Override
    public void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.resolveSibling(".").normalize();
            createDirectory(parent);
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
            sync(parent);
        }
    }

    @Override
    public void createFile(Path file) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        syncParent(file);
    }

    @Override
    public void create(Path file, InputStream content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            content.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        move(next, file);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(path);
        syncParent(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncParent(to);
        syncParent(from);
    }

    @Override
    public void write(Path file, Collection<String> lines) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, lines);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        move(next, file);
    }

    private static void syncParent(Path path) throws IOException {
        sync(path.resolveSibling(".").normalize());
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
