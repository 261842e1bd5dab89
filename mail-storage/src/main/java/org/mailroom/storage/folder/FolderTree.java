// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.search.TextIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// The directories of an account's folders, and beside them those of their indexes.
public final class FolderTree {
    private static final Logger LOG = LoggerFactory.getLogger(FolderTree.class);
    private static final AtomicLong STAGED = new AtomicLong();

    private final FolderFiles files;
    private final Path root;
    private final Path indexRoot;

    public FolderTree(FolderFiles files, Path root, Path indexRoot) {
        this.files = files;
        this.root = root;
        this.indexRoot = indexRoot;
    }

    public Path root() {
        return root;
    }

    public Path mail(MailboxName name) {
        return FolderNames.directory(root, name).resolve(FolderNames.MAIL);
    }

    public Path index(MailboxName name) {
        return FolderNames.directory(indexRoot, name);
    }

    public boolean exists(MailboxName name) {
        return Files.isDirectory(FolderNames.directory(root, name), LinkOption.NOFOLLOW_LINKS);
    }

    public boolean hasMail(MailboxName name) {
        return Files.isRegularFile(mail(name), LinkOption.NOFOLLOW_LINKS);
    }

    /// All folders and parents, by name.
    public List<MailboxName> names() throws IOException {
        List<MailboxName> names = new ArrayList<>();
        collect(root, "", names);
        names.sort(Comparator.comparing(MailboxName::path));
        return names;
    }

    /// A folder and all below it, parents too.
    public List<MailboxName> below(MailboxName name) throws IOException {
        List<MailboxName> names = new ArrayList<>();
        names.add(name);
        collect(FolderNames.directory(root, name), name.path() + MailboxName.SEPARATOR, names);
        return names;
    }

    private static void collect(Path directory, String prefix, List<MailboxName> names)
            throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Optional<String> level = FolderNames.decode(entry.getFileName().toString());
                Optional<MailboxName> name = level.flatMap(last -> named(prefix + last));
                if (name.isPresent() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(name.get());
                    collect(entry, name.get().path() + MailboxName.SEPARATOR, names);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing has been stored there yet.
        }
    }

    // Who has access to the directories may have made one that no client could.
    private static Optional<MailboxName> named(String path) {
        try {
            return Optional.of(new MailboxName(path));
        } catch (MailboxException e) {
            LOG.debug("{} is no folder: {}", path, e.getMessage());
            return Optional.empty();
        }
    }

    public void create(MailboxName name) throws IOException {
        files.createDirectory(FolderNames.directory(root, name));
        if (!hasMail(name)) {
            deleteMetadata(name);
            files.createFile(mail(name));
        }
    }

    public boolean isEmpty(MailboxName name) throws IOException {
        return Files.size(mail(name)) == 0;
    }

    /// Makes a file with mail, which belongs to no folder yet.
    public Path stage(InputStream mbox) throws IOException {
        files.createDirectory(root);
        Path staged = root.resolve(".adopted-" + STAGED.incrementAndGet());
        files.create(staged, mbox);
        return staged;
    }

    public void discard(Path staged) throws IOException {
        Files.deleteIfExists(staged);
    }

    /// Creates a folder with the mail of a file. It is there as a whole or not at all.
    public void adopt(MailboxName name, Path staged) throws IOException {
        files.createDirectory(FolderNames.directory(root, name));
        files.move(staged, mail(name));
    }

    /// Deletes the mail of a folder, and its directory unless it has children.
    public void delete(MailboxName name) throws IOException {
        files.delete(mail(name));
        deleteMetadata(name);
        deleteFiles(index(name));
        deleteTree(index(name).resolve(TextIndex.FOLDER));
        deleteIfEmpty(index(name));
        deleteIfEmpty(FolderNames.directory(root, name));
    }

    /// Takes away as much as there is of a folder that could not be created.
    public void withdraw(MailboxName name) throws IOException {
        if (hasMail(name)) {
            delete(name);
        } else {
            deleteIfEmpty(FolderNames.directory(root, name));
        }
    }

    private void deleteMetadata(MailboxName name) throws IOException {
        Path file = FolderNames.directory(root, name).resolve(FolderMetadata.FILE);
        if (Files.exists(file)) {
            files.delete(file);
        }
    }

    public FolderMetadata metadata(MailboxName name) {
        return new FolderMetadata(files, name.isInbox() ? root : FolderNames.directory(root, name));
    }

    private void deleteIfEmpty(Path directory) throws IOException {
        if (Files.isDirectory(directory) && entries(directory).isEmpty()) {
            files.delete(directory);
        }
    }

    private void deleteFiles(Path directory) throws IOException {
        for (Path entry : entries(directory)) {
            if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                files.delete(entry);
            }
        }
    }

    private void deleteTree(Path directory) throws IOException {
        for (Path entry : entries(directory)) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                deleteTree(entry);
            }
        }
        deleteFiles(directory);
        deleteIfEmpty(directory);
    }

    private static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /// Between the two moves the mail has no index, and one is made from it.
    public void rename(MailboxName from, MailboxName to) throws IOException {
        deleteTree(index(to));
        moveDirectory(FolderNames.directory(root, from), FolderNames.directory(root, to));
        if (Files.isDirectory(index(from))) {
            moveDirectory(index(from), index(to));
        }
    }

    private void moveDirectory(Path from, Path to) throws IOException {
        files.createDirectory(to.resolveSibling(".").normalize());
        files.move(from, to);
    }
}
