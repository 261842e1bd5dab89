// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Writes content to a file, small pieces of it together: a header comes field by field. Used by
/// one thread.
final class ContentWriter {
    private static final int GATHERED_OCTETS = 16 << 10;

    private final DiskFile file;
    private final CRC32C crc = new CRC32C();
    private final byte[] gathered = new byte[GATHERED_OCTETS];
    private int held;
    private long written;

    ContentWriter(DiskFile file) {
        this.file = file;
    }

    void write(byte[] octets, int offset, int length) throws IOException {
        crc.update(octets, offset, length);
        if (length > gathered.length - held) {
            flush();
        }
        if (length >= gathered.length) {
            put(octets, offset, length);
        } else {
            System.arraycopy(octets, offset, gathered, held, length);
            held += length;
        }
    }

    /// Has all in the file that was written.
    void flush() throws IOException {
        put(gathered, 0, held);
        held = 0;
    }

    private void put(byte[] octets, int offset, int length) throws IOException {
        file.write(ByteBuffer.wrap(octets, offset, length), written);
        written += length;
    }

    /// The file, which is to be closed by who needs it no more.
    DiskFile file() {
        return file;
    }

    /// Of all that was written.
    int crc() {
        return (int) crc.getValue();
    }
}
