// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.posix.FileFacts;
import org.mailroom.core.posix.Posix;
import org.mailroom.core.posix.PosixException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Instant;
import java.util.Optional;

/// The real files.
public final class PosixFiles implements MailFiles {
    private static final int NEW_FILE_MODE = 0660;
    private static final int SMALL = 256;
    private static final Logger LOG = LoggerFactory.getLogger(PosixFiles.class);

    private final LockKinds kinds;
    private final Path pattern;
    private final Owners owners;

    @GuardedBy("this")
    private String patternContent = "";

    /// Whose mailboxes are opened.
    public enum Owners {
        /// As local(8) of Postfix with strict_mailbox_ownership.
        RECIPIENT_OR_OURS,
        /// For an administrator, who looks after those of others.
        ANYBODY
    }

    /// The mailboxes that a server opens.
    public PosixFiles(LockKinds kinds, Path pattern) {
        this(kinds, pattern, Owners.RECIPIENT_OR_OURS);
    }

    /// All mailboxes of some owners.
    ///
    /// @param pattern a file of our own that exclusive files are linked to, where it is on the same
    ///   disk as they are: to create and delete an inode for each takes many times as long
    public PosixFiles(LockKinds kinds, Path pattern, Owners owners) {
        this.kinds = kinds;
        this.pattern = pattern;
        this.owners = owners;
    }

    @Override
    public Optional<MailFile> open(Path path) throws IOException {
        try {
            return Optional.of(open(path, 0));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public MailFile openOrCreate(Path path) throws IOException {
        return open(path, Posix.O_CREAT);
    }

    // As Postfix's safe_open: what it finds must be what the name says, and nothing else's.
    private MailFile open(Path path, int more) throws IOException {
        int flags = Posix.O_RDWR | Posix.O_CLOEXEC | Posix.O_NONBLOCK | Posix.noFollow();
        var file = new PosixFile(Posix.open(path.toString(), flags | more, NEW_FILE_MODE), kinds);
        try {
            FileFacts facts = file.facts();
            if (!facts.isRegular()) {
                throw new IOException("not a regular file");
            }
            if (facts.links() != 1) {
                throw new IOException("file has " + facts.links() + " links");
            }
            if (!mayOwn(path, facts.owner())) {
                throw new IOException("file belongs to user " + facts.owner());
            }
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private boolean mayOwn(Path path, int owner) throws IOException {
        if (owners == Owners.ANYBODY || owner == Posix.effectiveUser()) {
            return true;
        }
        try {
            UserPrincipal recipient =
                    path.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(String.valueOf(path.getFileName()));
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(recipient)
                    && FileFacts.of(path).owner() == owner;
        } catch (UserPrincipalNotFoundException e) {
            return false;
        }
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        try {
            return FileStamp.of(FileFacts.of(path));
        } catch (PosixException e) {
            if (e.isMissing()) {
                return FileStamp.ABSENT;
            }
            throw e;
        }
    }

    @Override
    public boolean createExclusive(Path path, String content) throws IOException {
        try {
            Files.setLastModifiedTime(pattern(content), FileTime.from(Instant.now()));
            Files.createLink(path, pattern);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (FileSystemException e) {
            LOG.debug("{} cannot be a link: {}", path, e.toString());
            forgetMissingPattern();
            return createAlone(path, content);
        }
    }

    // Links to what it was keep their content: they may be of a process that is dead.
    private synchronized Path pattern(String content) throws IOException {
        if (!content.equals(patternContent)) {
            overwrite(pattern, content);
            patternContent = content;
        }
        return pattern;
    }

    // Whoever removes the indexes removes it with them.
    private synchronized void forgetMissingPattern() {
        if (!Files.exists(pattern)) {
            patternContent = "";
        }
    }

    private static boolean createAlone(Path path, String content) throws IOException {
        Path ready = written(path, content);
        try {
            Files.createLink(path, ready);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(ready);
        }
    }

    @Override
    public void overwrite(Path path, String content) throws IOException {
        Files.move(written(path, content), path, StandardCopyOption.ATOMIC_MOVE);
    }

    /// A file beside another, with its content to be: whoever finds the other finds it whole, also
    /// when this process dies now. What a dead one left of the same name is replaced.
    private static Path written(Path path, String content) throws IOException {
        Path ready = beside(path);
        Files.deleteIfExists(ready);
        return Files.writeString(
                ready, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    // No mailbox has such a name: those of accounts have no dot at the beginning.
    private static Path beside(Path path) {
        return path.resolveSibling("." + path.getFileName() + ".mailroom");
    }

    // Between a look at it and its removal, another program may remove it and put its own there.
    @Override
    public boolean removeUntouched(Path path, Instant since) throws IOException {
        Path aside = beside(path);
        try {
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return true;
        }
        boolean isUntouched = modified(aside).filter(time -> time.isBefore(since)).isPresent();
        try {
            if (!isUntouched) {
                Files.createLink(path, aside);
            }
        } catch (FileAlreadyExistsException e) {
            LOG.warn("{} was locked by two programs", path);
        } finally {
            Files.deleteIfExists(aside);
        }
        return isUntouched;
    }

    @Override
    public Optional<String> content(Path path) throws IOException {
        int flags =
                Posix.O_RDONLY
                        | Posix.O_CLOEXEC
                        // Whoever opened a pipe would wait for the other end of it
                        | Posix.O_NONBLOCK
                        | Posix.noFollow();
        try (var file = new PosixFile(Posix.open(path.toString(), flags, 0), kinds)) {
            return Optional.of(file.facts().isRegular() ? start(file) : "");
        } catch (PosixException e) {
            return e.isMissing() ? Optional.empty() : Optional.of("");
        }
    }

    private static String start(MailFile file) throws IOException {
        var octets = ByteBuffer.allocate(SMALL);
        file.read(octets, 0);
        return StandardCharsets.ISO_8859_1.decode(octets.flip()).toString();
    }

    @Override
    public Optional<Instant> modified(Path path) throws IOException {
        try {
            var time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(time.toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void touch(Path path, Instant time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
