// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Octets that come by way of a buffer.
public abstract class RefilledInput extends InputStream {
    /// What has been read and not been given yet.
    protected final ByteBuffer buffer;

    /// @param buffer outside the heap, of which nobody makes other use meanwhile
    protected RefilledInput(ByteBuffer buffer) {
        this.buffer = buffer.clear().limit(0);
    }

    /// Reads on where the buffer is empty; false at the end.
    protected abstract boolean fill() throws IOException;

    @Override
    public final int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
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
}
