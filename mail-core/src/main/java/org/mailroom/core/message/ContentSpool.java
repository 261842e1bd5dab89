// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

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

/// Gathers the content of one message: a small one in memory, another in a file without a name,
/// which is gone with the process. For one thread.
public final class ContentSpool extends OutputStream {
    private static final int MEMORY_OCTETS = 128 * 1024;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path scratch;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Optional<FileChannel> file = Optional.empty();
    private OutputStream target = memory;
    private long octets;

    /// @param scratch the directory of files without names; made when it is needed
    public ContentSpool(Path scratch) {
        this.scratch = scratch;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] part, int offset, int length) throws IOException {
        if (file.isEmpty() && memory.size() + length > MEMORY_OCTETS) {
            spill();
        }
        target.write(part, offset, length);
        octets += length;
    }

    private void spill() throws IOException {
        Files.createDirectories(scratch, OWNER_ONLY);
        FileChannel channel =
                FileChannel.open(
                        Files.createTempFile(scratch, "message", ".eml"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        file = Optional.of(channel);
        target = Channels.newOutputStream(channel);
        memory.writeTo(target);
        memory.reset();
    }

    /// All that was written; valid until `close`.
    public MessageContent content() {
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
    private static final class Reading extends BlockInput {
        private final FileChannel channel;
        private long position;

        Reading(FileChannel channel) {
            this.channel = channel;
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
