// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// A stretch of a file, read from its beginning to its end.
public final class FileInput extends InputStream {
    private final MailFile file;
    private final ByteBuffer buffer;
    private long position;
    private final long end;

    /// @param buffer outside the heap, of which nobody makes other use meanwhile
    public FileInput(MailFile file, long start, long end, ByteBuffer buffer) {
        this.file = file;
        this.position = start;
        this.end = end;
        this.buffer = buffer.clear().limit(0);
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, buffer.remaining());
        buffer.get(target, offset, n);
        return n;
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
        int n = buffer.hasRemaining() ? file.read(buffer, position) : 0;
        position += n;
        buffer.flip();
        return n > 0;
    }
}
