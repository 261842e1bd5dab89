// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// A message as it arrives in an APPEND: line ends made CRLF, small ones in memory, others in a
/// file without a name, which is gone with the process. On the session's thread.
final class Upload implements AutoCloseable {
    private static final int MEMORY_OCTETS = 128 * 1024;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path scratch;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Optional<FileChannel> file = Optional.empty();
    private OutputStream target = memory;
    private long octets;
    private boolean afterCr;
    private boolean hasNul;

    Upload(Path scratch) {
        this.scratch = scratch;
    }

    /// Whether a NUL has come, which no literal may hold (RFC 3501 §4.3).
    boolean hasNul() {
        return hasNul;
    }

    void add(byte[] part, int offset, int length) throws IOException {
        if (file.isEmpty() && memory.size() + length > MEMORY_OCTETS) {
            spill();
        }
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            hasNul |= part[i] == 0;
            if (part[i] == '\n' && !afterCr) {
                put(part, from, i - from);
                put(CR, 0, 1);
                from = i;
            }
            afterCr = part[i] == '\r';
        }
        put(part, from, offset + length - from);
    }

    private static final byte[] CR = {'\r'};

    private void put(byte[] part, int offset, int length) throws IOException {
        target.write(part, offset, length);
        octets += length;
    }

    private void spill() throws IOException {
        Files.createDirectories(scratch, OWNER_ONLY);
        FileChannel channel =
                FileChannel.open(
                        Files.createTempFile(scratch, "append", ".eml"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        file = Optional.of(channel);
        target = Channels.newOutputStream(channel);
        memory.writeTo(target);
        memory.reset();
    }

    /// The whole message; valid until `close`.
    MessageContent content() {
        return file.isPresent()
                ? new InFile(file.get(), octets)
                : MessageContent.of(memory.toByteArray());
    }

    private record InFile(FileChannel channel, long octets) implements MessageContent {
        @Override
        public InputStream open() {
            return new Reading(channel);
        }
    }

    /// Has a place of its own in the file.
    private static final class Reading extends InputStream {
        private final FileChannel channel;
        private long position;

        Reading(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] part, int offset, int length) throws IOException {
            int n = channel.read(ByteBuffer.wrap(part, offset, length), position);
            position += Math.max(n, 0);
            return n;
        }
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
