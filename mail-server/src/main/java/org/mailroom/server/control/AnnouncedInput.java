// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// As many octets of a stream as were announced: no more, and fewer are an error.
public final class AnnouncedInput extends FilterInputStream {
    private long left;

    public AnnouncedInput(InputStream in, long octets) {
        super(in);
        this.left = octets;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(target, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("what was sent breaks off");
        }
        left -= n;
        return n;
    }

    @Override
    public void close() {
        // The stream goes on behind it.
    }
}
