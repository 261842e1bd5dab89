// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// A program of its own, that writes what it reads to the end of a file, whole or not at all. It
/// runs with the rights of the owner of the file's name, so that it needs none of this server, and
/// nothing else than Java. What goes wrong it says as pipe(8) wants to hear it.
public final class FileAppender {
    private static final int UNAVAILABLE = 69;
    private static final int TEMPORARY = 75;
    private static final int TRIES = 50;
    private static final int PAUSE_MILLIS = 100;
    private static final int BLOCK = 1 << 16;

    /// Why the file is not written.
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String text) {
            super(text);
        }
    }

    private FileAppender() {}

    /// The words that run it.
    ///
    /// @param limit the largest size of the file, in octets; 0 is no limit
    public static List<String> words(String file, long limit) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx32m",
                "-cp",
                place(),
                FileAppender.class.getName(),
                file,
                Long.toString(limit));
    }

    private static String place() {
        try {
            var source = FileAppender.class.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        String file = arguments[0];
        int code = 0;
        try {
            append(Path.of(file), Long.parseLong(arguments[1]), System.in);
        } catch (RefusedException e) {
            System.out.println(e.getMessage());
            code = UNAVAILABLE;
        } catch (IOException e) {
            System.out.println(
                    "4.2.0 cannot append message to file " + file + ": " + e.getMessage());
            code = TEMPORARY;
        }
        System.exit(code);
    }

    private static void append(Path file, long limit, InputStream in)
            throws IOException, RefusedException, InterruptedException {
        check(file);
        var options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        var owners =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(file, options, owners)) {
            lock(channel);
            check(file);
            long before = channel.size();
            try {
                channel.position(before);
                copy(in, channel, limit);
                channel.force(true);
            } catch (IOException | RefusedException e) {
                channel.truncate(before);
                throw e;
            }
        }
    }

    private static void check(Path file) throws IOException, RefusedException {
        PosixFileAttributes seen;
        try {
            seen = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return;
        }
        if (!seen.isRegularFile()) {
            throw new RefusedException("5.2.0 destination " + file + " is no regular file");
        }
        if (seen.permissions().contains(PosixFilePermission.OWNER_EXECUTE)) {
            throw new RefusedException("5.7.0 destination " + file + " is executable");
        }
        if ((Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
            throw new RefusedException("5.7.0 destination " + file + " has several names");
        }
    }

    // The lock of fcntl(2), as mailboxes have it
    private static void lock(FileChannel channel) throws IOException, InterruptedException {
        for (int left = TRIES; channel.tryLock() == null; left--) {
            if (left == 0) {
                throw new IOException("it is locked");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static void copy(InputStream in, FileChannel out, long limit)
            throws IOException, RefusedException {
        byte[] block = new byte[BLOCK];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            if (limit > 0 && out.position() + n > limit) {
                throw new RefusedException("5.2.2 file size limit exceeded");
            }
            for (ByteBuffer left = ByteBuffer.wrap(block, 0, n); left.hasRemaining(); ) {
                out.write(left);
            }
        }
    }
}
