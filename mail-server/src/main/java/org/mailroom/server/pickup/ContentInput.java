// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.message.BlockInput;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The content of a message in pieces, each behind its length; an empty one ends it. Without that
/// end it breaks off, which is an error.
final class ContentInput extends BlockInput {
    private final DataInputStream in;
    private int left;
    private boolean ended;

    ContentInput(InputStream in) {
        this.in = new DataInputStream(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            left = in.readInt();
            ended = left == 0;
            if (left < 0) {
                throw new IOException("not a piece of a message");
            }
        }
        if (ended) {
            return -1;
        }
        int n = in.read(target, offset, Math.min(length, left));
        if (n < 0) {
            throw new EOFException("a message breaks off");
        }
        left -= n;
        return n;
    }
}
