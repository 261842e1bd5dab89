// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Extent;
import org.mailroom.storage.mbox.OctetSink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Checksums of a stretch of a file, page by page of the file.
final class PageChecksums implements OctetSink {
    private final long offset;
    private final CRC32C crc = new CRC32C();
    private final List<Integer> checksums = new ArrayList<>();
    private long at;
    private boolean pageIsOpen;

    PageChecksums(long offset) {
        this.offset = offset;
        this.at = offset;
    }

    @Override
    public void put(byte[] octets, int start, int length) {
        int from = start;
        int end = start + length;
        while (from < end) {
            int room = Extent.PAGE_OCTETS - (int) (at % Extent.PAGE_OCTETS);
            int n = Math.min(room, end - from);
            crc.update(octets, from, n);
            from += n;
            at += n;
            pageIsOpen = n < room;
            if (!pageIsOpen) {
                close();
            }
        }
    }

    private void close() {
        checksums.add((int) crc.getValue());
        crc.reset();
        pageIsOpen = false;
    }

    Extent extent() {
        if (pageIsOpen) {
            close();
        }
        return new Extent(offset, at - offset, checksums);
    }

    /// How much of a stretch stands in a file, which ends at `fileOctets`: all of it, or a number
    /// of whole pages, or -1 when there are other octets.
    static long present(Extent expected, MailFile file, long fileOctets) throws IOException {
        long end = Math.min(fileOctets, expected.end());
        boolean isWhole = end == expected.end();
        if (!isWhole && end % Extent.PAGE_OCTETS != 0 && end != expected.offset()) {
            return -1;
        }
        var found = new PageChecksums(expected.offset());
        byte[] page = new byte[Extent.PAGE_OCTETS];
        for (long position = expected.offset(); position < end; position += page.length) {
            int length = (int) Math.min(page.length, end - position);
            int n = file.read(ByteBuffer.wrap(page, 0, length), position);
            found.put(page, 0, n);
        }
        List<Integer> checksums = found.extent().pageChecksums();
        boolean same = checksums.equals(expected.pageChecksums().subList(0, checksums.size()));
        return same ? end - expected.offset() : -1;
    }
}
