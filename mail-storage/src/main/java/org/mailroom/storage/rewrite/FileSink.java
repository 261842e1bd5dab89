// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Extent;
import org.mailroom.storage.mbox.OctetSink;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes octets into a file from a position on, many at once. Each write ends where a page of the
/// file ends, as does what a process that is killed leaves of one: recovery knows its own writes by
/// whole pages.
public final class FileSink implements OctetSink {
    private final MailFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private long position;

    public FileSink(MailFile file, long position) {
        this.file = file;
        this.position = position;
        limit();
    }

    private void limit() {
        buffer.limit(buffer.capacity() - (int) (position % Extent.PAGE_OCTETS));
    }

    @Override
    public void put(byte[] octets, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int n = Math.min(buffer.remaining(), end - at);
            buffer.put(octets, at, n);
            at += n;
        }
    }

    public void flush() throws IOException {
        buffer.flip();
        long octets = buffer.remaining();
        file.write(buffer, position);
        position += octets;
        buffer.clear();
        limit();
    }
}
