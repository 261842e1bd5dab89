// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.MailboxName;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The directories of an account's folders, and beside them those of their indexes.
final class FolderTree {
    private final Path root;
    private final Path indexRoot;

    FolderTree(Path root, Path indexRoot) {
        this.root = root;
        this.indexRoot = indexRoot;
    }

    Path root() {
        return root;
    }

    Path mail(MailboxName name) {
        return FolderNames.directory(root, name).resolve(FolderNames.MAIL);
    }

    Path index(MailboxName name) {
        return FolderNames.directory(indexRoot, name);
    }

    boolean exists(MailboxName name) {
        return Files.isDirectory(FolderNames.directory(root, name), LinkOption.NOFOLLOW_LINKS);
    }

    boolean hasMail(MailboxName name) {
        return Files.isRegularFile(mail(name), LinkOption.NOFOLLOW_LINKS);
    }

    /// All folders and parents, by name.
    List<MailboxName> names() throws IOException {
        List<MailboxName> names = new ArrayList<>();
        collect(root, "", names);
        names.sort(Comparator.comparing(MailboxName::path));
        return names;
    }

    /// A folder and all below it that hold mail.
    List<MailboxName> below(MailboxName name) throws IOException {
        List<MailboxName> names = new ArrayList<>();
        names.add(name);
        collect(FolderNames.directory(root, name), name.path() + MailboxName.SEPARATOR, names);
        return names.stream().filter(this::hasMail).toList();
    }

    private static void collect(Path directory, String prefix, List<MailboxName> names)
            throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Optional<String> level = FolderNames.decode(entry.getFileName().toString());
                if (level.isPresent() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    String path = prefix + level.get();
                    names.add(new MailboxName(path));
                    collect(entry, path + MailboxName.SEPARATOR, names);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing has been stored there yet.
        }
    }

    void create(MailboxName name) throws IOException {
        Path directory = FolderNames.directory(root, name);
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!hasMail(name)) {
            Files.createFile(
                    mail(name),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }

    /// Deletes the mail of a folder, and its directory unless it has children.
    void delete(MailboxName name) throws IOException {
        Files.delete(mail(name));
        deleteFiles(index(name));
        deleteIfEmpty(index(name));
        deleteIfEmpty(FolderNames.directory(root, name));
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> rest = Files.list(directory)) {
            if (rest.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(directory);
    }

    private static void deleteFiles(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(entry);
                }
            }
        }
    }

    void rename(MailboxName from, MailboxName to) throws IOException {
        moveDirectory(FolderNames.directory(root, from), FolderNames.directory(root, to));
        if (Files.isDirectory(index(from))) {
            moveDirectory(index(from), index(to));
        }
    }

    private static void moveDirectory(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling("."));
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
