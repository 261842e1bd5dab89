// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.DiskFile;
import org.mailroom.core.message.BlockInput;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/// Reads a content file. Its end is reached only if every octet was what had been written: a
/// damaged message is never passed on as whole.
final class CheckedInput extends BlockInput {
    private final DiskFile file;
    private final long octets;
    private final int expectedCrc;
    private final Runnable onDamage;
    private final CRC32C crc = new CRC32C();
    private long position;

    CheckedInput(DiskFile file, long octets, int expectedCrc, Runnable onDamage) {
        this.file = file;
        this.octets = octets;
        this.expectedCrc = expectedCrc;
        this.onDamage = onDamage;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (position == octets) {
            return -1;
        }
        int wanted = (int) Math.min(length, octets - position);
        int n = file.read(ByteBuffer.wrap(buffer, offset, wanted), position);
        crc.update(buffer, offset, n);
        position += n;
        if (n == 0 || (position == octets && (int) crc.getValue() != expectedCrc)) {
            onDamage.run();
            throw new IOException("damaged message file");
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
