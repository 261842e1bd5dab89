// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Extent;
import org.mailroom.storage.mbox.OctetSink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Checksums of a stretch of a file, page by page of the file.
public final class PageChecksums implements OctetSink {
    private final long offset;
    private final CRC32C crc = new CRC32C();
    private final List<Integer> checksums = new ArrayList<>();
    private long at;
    private boolean pageIsOpen;

    public PageChecksums(long offset) {
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

    public Extent extent() {
        if (pageIsOpen) {
            close();
        }
        return new Extent(offset, at - offset, checksums);
    }

    /// How much of a stretch stands in a file.
    enum Presence {
        NONE,
        /// Some pages of it, and nothing else.
        PART,
        WHOLE,
        /// There are octets of others in its place.
        OTHER
    }

    /// Compares a stretch with a file, which ends at `fileOctets`. A page of zeros is one that was
    /// to be written, and was not when the machine went down.
    static Presence presence(Extent expected, MailFile file, long fileOctets) throws IOException {
        long end = Math.min(fileOctets, expected.end());
        if (end <= expected.offset()) {
            return Presence.NONE;
        }
        if (end < expected.end() && end % Extent.PAGE_OCTETS != 0) {
            return Presence.OTHER;
        }
        boolean isWhole = end == expected.end();
        long at = expected.offset();
        for (int checksum : expected.pageChecksums()) {
            long next = Math.min(end, at - at % Extent.PAGE_OCTETS + Extent.PAGE_OCTETS);
            if (at >= end) {
                break;
            }
            byte[] page = new byte[(int) (next - at)];
            var _ = file.read(ByteBuffer.wrap(page), at);
            if (checksum(page) != checksum) {
                if (!isZero(page)) {
                    return Presence.OTHER;
                }
                isWhole = false;
            }
            at = next;
        }
        return isWhole ? Presence.WHOLE : Presence.PART;
    }

    private static int checksum(byte[] page) {
        var crc = new CRC32C();
        crc.update(page);
        return (int) crc.getValue();
    }

    private static boolean isZero(byte[] page) {
        for (byte octet : page) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }
}
