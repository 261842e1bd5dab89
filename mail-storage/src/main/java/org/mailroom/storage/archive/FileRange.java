// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.core.message.BlockInput;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Octets of an open file, from an offset on and no more than there are to be.
final class FileRange extends BlockInput {
    private final FileChannel file;
    private long at;
    private long left;

    FileRange(FileChannel file, long offset, long octets) {
        this.file = file;
        this.at = offset;
        this.left = octets;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int most = (int) Math.min(length, left);
        int n = file.read(ByteBuffer.wrap(target, offset, most), at);
        at += Math.max(0, n);
        left -= Math.max(0, n);
        return n;
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
