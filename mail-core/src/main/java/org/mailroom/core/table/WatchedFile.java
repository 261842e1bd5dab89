// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.posix.OpenedFile;
import org.mailroom.core.posix.Posix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// A file and what was made of it, made anew when the file has changed, which is looked for once a
/// second at most. It is read when it is old enough, or the same in two looks: what somebody writes
/// just now would lack its end, and who stands there would be unknown for good. Safe for use by
/// several threads; one of them reads, the others go on with what was there before.
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// What distinguishes two states of a file.
    private record Stamp(FileTime modified, long size, Optional<Object> inode) {
        boolean isOld() {
            return modified.toInstant().plusNanos(PAUSE_NANOS).isBefore(Instant.now());
        }
    }

    /// What the file was when it was read, and what came of it.
    ///
    /// @param seen what it was when it was looked at last
    private record State<T>(
            Optional<Stamp> stamp, Content<T> content, Optional<Stamp> seen, long checkedAt) {

        State<T> looked(Optional<Stamp> now, long at) {
            return new State<>(stamp, content, now, at);
        }
    }

    /// Makes a value of an open file.
    @FunctionalInterface
    interface Reader<T> {
        T read(OpenedFile file) throws IOException;

        /// Of its text.
        static <T> Reader<T> ofText(Function<String, T> parser) {
            return file -> parser.apply(decode(file.read(Integer.MAX_VALUE)));
        }
    }

    /// What is in the file, as far as it could be read.
    public sealed interface Content<T> {
        /// What was made of it.
        ///
        /// @param user to whom it belonged when it was read; empty where it is no file
        record Read<T>(T value, OptionalInt user) implements Content<T> {}

        record Unreadable<T>(String reason) implements Content<T> {}

        /// The name of the user whose file it was.
        ///
        /// @throws TableFailedException when it cannot be told
        default Optional<String> owner(String spec) {
            return switch (this) {
                case Read<T>(_, var user) when user.isEmpty() -> Optional.empty();
                case Read<T>(_, var user) -> Optional.of(nameOf(spec, user.getAsInt()));
                case Unreadable<T>(var reason) ->
                        throw new TableFailedException(spec + ": " + reason);
            };
        }

        private static String nameOf(String spec, int user) {
            try {
                return Posix.userName(user);
            } catch (IOException e) {
                throw new TableFailedException(
                        "cannot tell whose %s is: %s".formatted(spec, FileFault.reason(e)));
            }
        }
    }

    private final Path path;
    private final Reader<T> reader;
    private final Runnable lost;
    private final LongSupplier nanoTime;
    private final ReentrantLock reading = new ReentrantLock();

    // Written under the lock; read without it
    private volatile State<T> state;

    private WatchedFile(Path path, Reader<T> reader, Runnable lost, LongSupplier nanoTime) {
        this.path = path;
        this.reader = reader;
        this.lost = lost;
        this.nanoTime = nanoTime;
        this.state = look();
    }

    /// Reads the file for the first time.
    ///
    /// @param parser makes a value of the file's text, and never fails
    /// @throws ConfigException when it cannot be read
    static <T> WatchedFile<T> open(Path path, Function<String, T> parser, LongSupplier nanoTime) {
        return openBy(Reader.ofText(parser), path, nanoTime);
    }

    /// The same for a file that is no text.
    static <T> WatchedFile<T> openBy(Reader<T> reader, Path path, LongSupplier nanoTime) {
        Runnable lost =
                () -> LOG.warn("table {} cannot be read any more; what needs it is deferred", path);
        var file = new WatchedFile<>(path, reader, lost, nanoTime);
        if (file.state.content instanceof Content.Unreadable<T>(var reason)) {
            throw new ConfigException(
                    reason
                            + ": create the file or make it readable, or take the table out of the"
                            + " list");
        }
        return file;
    }

    /// A file that may come later; what it is now is read at once. `parser` never fails.
    public static <T> WatchedFile<T> of(
            Path path, Function<String, T> parser, LongSupplier nanoTime) {
        return new WatchedFile<>(path, Reader.ofText(parser), () -> {}, nanoTime);
    }

    public Content<T> content() {
        if (nanoTime.getAsLong() - state.checkedAt >= PAUSE_NANOS && reading.tryLock()) {
            try {
                refresh();
            } finally {
                reading.unlock();
            }
        }
        return state.content;
    }

    @GuardedBy("reading")
    private void refresh() {
        State<T> before = state;
        Optional<Stamp> now = stamp();
        boolean same = now.equals(before.stamp);
        boolean quiet = now.equals(before.seen) || now.filter(Stamp::isOld).isPresent();
        if (now.isPresent() && (same || !quiet)) {
            state = before.looked(now, nanoTime.getAsLong());
            return;
        }
        State<T> fresh = look();
        if (fresh.content instanceof Content.Unreadable && before.content instanceof Content.Read) {
            lost.run();
        }
        state = fresh;
    }

    // The stamp is taken first: what changes while it is read is seen the next time
    private State<T> look() {
        Optional<Stamp> stamp = stamp();
        try (var file = OpenedFile.open(path, OpenedFile.Links.FOLLOWED)) {
            T value = reader.read(file);
            var user = OptionalInt.of(file.facts().owner());
            return new State<>(stamp, new Content.Read<>(value, user), stamp, nanoTime.getAsLong());
        } catch (IOException e) {
            return new State<>(
                    Optional.empty(),
                    new Content.Unreadable<>("cannot read " + path + ": " + FileFault.reason(e)),
                    stamp,
                    nanoTime.getAsLong());
        }
    }

    private Optional<Stamp> stamp() {
        try {
            var file = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(
                            file.lastModifiedTime(),
                            file.size(),
                            Optional.ofNullable(file.fileKey())));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String decode(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
