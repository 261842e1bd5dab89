// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Octets of a file, from an offset on and no more than there are to be.
final class FileRange extends InputStream {
    private final InputStream in;
    private long left;

    FileRange(Path file, long offset, long octets) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file).position(offset);
        this.in = Channels.newInputStream(channel);
        this.left = octets;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = left == 0 ? -1 : in.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    static boolean startsWith(Path file, String text) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(text.length());
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            int read = 0;
            while (start.hasRemaining() && read >= 0) {
                read = channel.read(start);
            }
        }
        return new String(
                        start.array(),
                        0,
                        start.position(),
                        java.nio.charset.StandardCharsets.ISO_8859_1)
                .equals(text);
    }
}
