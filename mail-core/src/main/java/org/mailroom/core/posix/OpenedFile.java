// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.posix;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// A file that is open for reading. What is asked of it is asked of the file itself: who has
/// exchanged its name meanwhile has exchanged nothing. A pipe is opened at once, without the other
/// end that others would wait for. Used by one thread.
public final class OpenedFile implements Closeable {
    private static final int PIECE_OCTETS = 64 << 10;

    private final int descriptor;
    private final FileFacts facts;

    /// Whether a name may be a link.
    public enum Links {
        FOLLOWED,
        REFUSED
    }

    private OpenedFile(int descriptor, FileFacts facts) {
        this.descriptor = descriptor;
        this.facts = facts;
    }

    /// Opens a file, of whatever kind it is.
    ///
    /// @throws java.nio.file.NoSuchFileException and its kind, as Java's own files throw them
    public static OpenedFile open(Path path, Links links) throws IOException {
        int flags = Posix.O_RDONLY | Posix.O_CLOEXEC | Posix.O_NONBLOCK | Posix.O_NOCTTY;
        int descriptor;
        try {
            descriptor =
                    Posix.open(
                            path.toString(),
                            links == Links.REFUSED ? flags | Posix.noFollow() : flags,
                            0);
        } catch (PosixException e) {
            throw e.about(path);
        }
        try {
            return new OpenedFile(descriptor, FileFacts.of(descriptor));
        } catch (PosixException e) {
            Posix.close(descriptor);
            throw e;
        }
    }

    /// What it was when it was opened.
    public FileFacts facts() {
        return facts;
    }

    /// All of it, up to that many octets; only a regular file is read.
    public byte[] read(int most) throws IOException {
        if (!facts.isRegular()) {
            throw new IOException("it is no regular file");
        }
        var read = new ByteArrayOutputStream(Math.clamp(facts.octets(), 0, most));
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment piece = memory.allocate(PIECE_OCTETS);
            int octets = -1;
            while (octets != 0) {
                int room = Math.min(PIECE_OCTETS, most - read.size());
                octets = (int) Posix.pread(descriptor, piece.asSlice(0, room), read.size());
                read.writeBytes(piece.asSlice(0, octets).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        return read.toByteArray();
    }

    @Override
    public void close() throws IOException {
        Posix.close(descriptor);
    }
}
