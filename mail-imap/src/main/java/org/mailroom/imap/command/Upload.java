// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A message as it arrives in an APPEND: line ends made CRLF, small ones in memory, others in a
/// file that `close` deletes. On the session's thread.
final class Upload implements AutoCloseable {
    private static final int MEMORY_OCTETS = 128 * 1024;

    private final Path scratch;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Optional<Path> file = Optional.empty();
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
        Path path = Files.createTempFile(scratch, "append", ".eml");
        file = Optional.of(path);
        target = Files.newOutputStream(path);
        memory.writeTo(target);
        memory.reset();
    }

    /// The whole message; valid until `close`.
    MessageContent content() throws IOException {
        if (file.isEmpty()) {
            return MessageContent.of(memory.toByteArray());
        }
        target.close();
        return new InFile(file.get(), octets);
    }

    private record InFile(Path path, long octets) implements MessageContent {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    @Override
    public void close() throws IOException {
        target.close();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
