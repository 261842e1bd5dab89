// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.DiskFile;
import org.mailroom.core.message.BlockInput;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads a file that stays open, from its beginning.
final class FileInput extends BlockInput {
    private final DiskFile file;
    private final long octets;
    private long position;

    FileInput(DiskFile file, long octets) {
        this.file = file;
        this.octets = octets;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == octets) {
            return -1;
        }
        int wanted = (int) Math.min(length, octets - position);
        int n = file.read(ByteBuffer.wrap(target, offset, wanted), position);
        if (n == 0 && wanted > 0) {
            throw new EOFException("the file has become shorter");
        }
        position += n;
        return n;
    }
}
