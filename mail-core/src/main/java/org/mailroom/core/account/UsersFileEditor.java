// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Changes a users file as `mailroom user` does: the whole new file is written and synced beside
/// the old one and takes its place, so that a reader sees the one or the other. Lines that are not
/// meant stay as they are, comments too. One writer at a time, by a lock file.
public final class UsersFileEditor {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Optional<FileOwner> owner;

    /// What came of a change.
    public enum Result {
        DONE,
        ALREADY_THERE,
        NO_SUCH_USER
    }

    /// @param owner whose a new file is, where not of the user who makes it; one that exists stays
    ///   whose it is
    public UsersFileEditor(Path path, Optional<FileOwner> owner) {
        this.path = path;
        this.owner = owner;
    }

    /// Whether an account of that name can stand in the file.
    public static boolean canBeWritten(String name) {
        return Account.isName(name) && name.indexOf(':') < 0 && !name.startsWith("#");
    }

    /// Adds a user; makes the file when there is none.
    public Result add(String name, String password) throws IOException {
        String account = name.toLowerCase(Locale.ROOT);
        return change(
                account,
                (lines, at) -> {
                    if (at >= 0) {
                        return Result.ALREADY_THERE;
                    }
                    lines.add(UserLine.of(account, password, "").text());
                    return Result.DONE;
                });
    }

    public Result changePassword(String name, String password) throws IOException {
        return change(
                name.toLowerCase(Locale.ROOT),
                (lines, at) -> {
                    if (at < 0) {
                        return Result.NO_SUCH_USER;
                    }
                    UserLine old = UserLine.parse(lines.get(at), _ -> {});
                    lines.set(at, UserLine.of(old.name(), password, old.rest()).text());
                    return Result.DONE;
                });
    }

    public Result delete(String name) throws IOException {
        return change(
                name.toLowerCase(Locale.ROOT),
                (lines, at) -> {
                    if (at < 0) {
                        return Result.NO_SUCH_USER;
                    }
                    lines.remove(at);
                    return Result.DONE;
                });
    }

    private interface Change {
        /// `at` is the line of the user, or -1.
        Result make(List<String> lines, int at);
    }

    private Result change(String account, Change change) throws IOException {
        if (!canBeWritten(account)) {
            throw new IllegalArgumentException("not a name for the users file");
        }
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        boolean isNew = Files.notExists(lockFile);
        try (var lock =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (isNew) {
                keepOwner(lockFile);
            }
            var lines = new ArrayList<>(lines());
            Result result = change.make(lines, lineOf(account, lines));
            if (result == Result.DONE) {
                write(lines);
            }
            return result;
        }
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static int lineOf(String account, List<String> lines) {
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(account)) {
                return at;
            }
        }
        return -1;
    }

    private void write(List<String> lines) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, OWNER_ONLY);
        keepAccess(next);
        try (var file = FileChannel.open(next, StandardOpenOption.WRITE)) {
            String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
            ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
            while (octets.hasRemaining()) {
                file.write(octets);
            }
            file.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void keepAccess(Path next) throws IOException {
        keepOwner(next);
        if (Files.exists(path)) {
            Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(path));
        }
    }

    // The server may be another user than the one who edits, and the lock file stays for both
    private void keepOwner(Path made) throws IOException {
        Optional<FileOwner> kept = Files.exists(path) ? Optional.of(FileOwner.of(path)) : owner;
        if (kept.isPresent()) {
            kept.get().give(made);
        }
    }
}
