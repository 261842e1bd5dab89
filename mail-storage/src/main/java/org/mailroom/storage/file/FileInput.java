// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A stretch of a file, read from its beginning to its end.
public final class FileInput extends RefilledInput {
    private final MailFile file;
    private long position;
    private final long end;

    /// @param buffer outside the heap, of which nobody makes other use meanwhile
    public FileInput(MailFile file, long start, long end, ByteBuffer buffer) {
        super(buffer);
        this.file = file;
        this.position = start;
        this.end = end;
    }

    @Override
    protected boolean fill() throws IOException {
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
