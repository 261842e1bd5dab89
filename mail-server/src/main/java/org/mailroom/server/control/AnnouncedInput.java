// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import org.mailroom.core.message.BlockInput;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// As many octets of a stream as were announced: no more, and fewer are an error. The stream goes
/// on behind it: `close` does nothing.
public final class AnnouncedInput extends BlockInput {
    private final InputStream in;
    private long left;

    public AnnouncedInput(InputStream in, long octets) {
        this.in = in;
        this.left = octets;
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
}
