// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The layout of segment files, format 2. Numbers are big-endian.
///
/// A segment has a header at its start, then records, each at a multiple of 8, and at its very end
/// a copy of the header and a footer that says where the directory lies once the segment is full.
/// Every CRC32C begins with a random salt, new for each use of the file and kept in its header: no
/// mail can carry what looks like a record, and nothing that an earlier use has left in the file,
/// record or footer, is ever taken for new. The CRCs of records cover segment number and offset
/// too.
///
/// Format 1 had one salt for the whole journal, and headers of spare segments that knew no numbers.
final class SegmentFormat {
    static final int VERSION = 2;
    static final int HEADER_OCTETS = 64;
    static final int RECORD_HEADER_OCTETS = 40;
    static final int FOOTER_OCTETS = 64;
    static final int ENTRY_OCTETS = 24;

    /// Kinds of the journal's own records; those of the owner are 1 to 255.
    static final int DIRECTORY_KIND = 0x100;

    static final int VOID_KIND = 0x101;

    private static final long HEADER_MAGIC = 0x4d61696c726f6f6dL; // "Mailroom"
    private static final long FOOTER_MAGIC = 0x6469726563746f72L; // "director"
    private static final int RECORD_MAGIC = 0x4d527263; // "MRrc"
    private static final int KEEPING_BIT = 0x10000;
    private static final int CRC_START = 8;

    final int segmentOctets;
    final long salt;

    SegmentFormat(int segmentOctets, long salt) {
        this.segmentOctets = segmentOctets;
        this.salt = salt;
    }

    /// `number` is 0 for a spare segment. Keys below `keysBelow` and segment numbers up to
    /// `lastNumber` may have been used before the header was written.
    record Header(
            int version,
            int segmentOctets,
            long number,
            long salt,
            long keysBelow,
            long lastNumber) {}

    /// A record's header that agrees with the place it was found at.
    record RecordHeader(SegmentEntry entry, int crc) {}

    record Footer(int directoryOffset, int directoryOctets) {}

    static int recordOctets(int payloadOctets) {
        return align(RECORD_HEADER_OCTETS + payloadOctets);
    }

    static int align(int octets) {
        return (octets + 7) & -8;
    }

    /// Where records must end, with `entries` of them in the directory.
    int limit(int entries) {
        return segmentOctets - HEADER_OCTETS - FOOTER_OCTETS - recordOctets(entries * ENTRY_OCTETS);
    }

    int headerCopyOffset() {
        return segmentOctets - FOOTER_OCTETS - HEADER_OCTETS;
    }

    int footerOffset() {
        return segmentOctets - FOOTER_OCTETS;
    }

    ByteBuffer header(long number, long keysBelow, long lastNumber) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        header.putLong(HEADER_MAGIC).putInt(VERSION).putInt(segmentOctets);
        header.putLong(number).putLong(salt).putLong(keysBelow);
        header.putLong(lastNumber);
        header.putInt(HEADER_OCTETS - 4, crc(0, header.slice(0, HEADER_OCTETS - 4)));
        return header.clear();
    }

    /// Empty when it is not a whole header. The layout up to here is the same in every version.
    static Optional<Header> header(ByteBuffer octets) {
        if (octets.remaining() < HEADER_OCTETS || octets.getLong(0) != HEADER_MAGIC) {
            return Optional.empty();
        }
        if (octets.getInt(HEADER_OCTETS - 4) != crc(0, octets.slice(0, HEADER_OCTETS - 4))) {
            return Optional.empty();
        }
        return Optional.of(
                new Header(
                        octets.getInt(8),
                        octets.getInt(12),
                        octets.getLong(16),
                        octets.getLong(24),
                        octets.getLong(32),
                        octets.getLong(40)));
    }

    ByteBuffer footer(long segment, int directoryOffset, int directoryOctets) {
        ByteBuffer footer = ByteBuffer.allocate(FOOTER_OCTETS);
        footer.putLong(FOOTER_MAGIC).putLong(segment);
        footer.putInt(directoryOffset).putInt(directoryOctets);
        footer.putInt(FOOTER_OCTETS - 4, crc(salt, footer.slice(0, FOOTER_OCTETS - 4)));
        return footer.clear();
    }

    Optional<Footer> footer(long segment, ByteBuffer octets) {
        boolean whole =
                octets.remaining() == FOOTER_OCTETS
                        && octets.getLong(0) == FOOTER_MAGIC
                        && octets.getLong(8) == segment
                        && octets.getInt(FOOTER_OCTETS - 4)
                                == crc(salt, octets.slice(0, FOOTER_OCTETS - 4));
        return whole
                ? Optional.of(new Footer(octets.getInt(16), octets.getInt(20)))
                : Optional.empty();
    }

    /// Puts a whole record, padding included. The entry says where it will lie in the segment.
    void putRecord(ByteBuffer target, long segment, SegmentEntry entry, Payload payload) {
        int start = target.position();
        int keeping = entry.keeping() == JournalRecord.Keeping.UNTIL_RELEASED ? KEEPING_BIT : 0;
        target.putInt(RECORD_MAGIC).putInt(0).putInt(entry.octets()).putInt(entry.offset());
        target.putLong(segment).putLong(entry.key()).putInt(entry.kind() | keeping).putInt(0);
        payload.putInto(target);
        int length = target.position() - start;
        if (length != RECORD_HEADER_OCTETS + entry.octets()) {
            throw new IllegalStateException("payload of another length than it said");
        }
        target.putInt(start + 4, crc(salt, target.slice(start + CRC_START, length - CRC_START)));
        while (target.position() < start + align(length)) {
            target.put((byte) 0);
        }
    }

    /// The header of the record at an offset; empty when there is none of this segment.
    Optional<RecordHeader> recordHeader(ByteBuffer octets, int at, long segment, int offset) {
        if (octets.getInt(at) != RECORD_MAGIC
                || octets.getInt(at + 12) != offset
                || octets.getLong(at + 16) != segment) {
            return Optional.empty();
        }
        int length = octets.getInt(at + 8);
        if (length < 0 || length > segmentOctets - offset - RECORD_HEADER_OCTETS) {
            return Optional.empty();
        }
        int kind = octets.getInt(at + 32);
        var keeping =
                (kind & KEEPING_BIT) != 0
                        ? JournalRecord.Keeping.UNTIL_RELEASED
                        : JournalRecord.Keeping.WITH_OLDER_RECORDS;
        var entry =
                new SegmentEntry(
                        offset, length, octets.getLong(at + 24), kind & ~KEEPING_BIT, keeping);
        return Optional.of(new RecordHeader(entry, octets.getInt(at + 4)));
    }

    /// Whether a whole record that lies in `octets` from `at` on is what was written.
    boolean isIntact(ByteBuffer octets, int at, RecordHeader header) {
        int length = RECORD_HEADER_OCTETS + header.entry().octets();
        return at + length <= octets.limit()
                && crc(salt, octets.slice(at + CRC_START, length - CRC_START)) == header.crc();
    }

    static void putEntry(ByteBuffer directory, SegmentEntry entry) {
        int keeping = entry.keeping() == JournalRecord.Keeping.UNTIL_RELEASED ? KEEPING_BIT : 0;
        directory.putInt(entry.offset()).putInt(entry.octets()).putLong(entry.key());
        directory.putInt(entry.kind() | keeping).putInt(0);
    }

    static SegmentEntry entry(ByteBuffer directory) {
        int offset = directory.getInt();
        int octets = directory.getInt();
        long key = directory.getLong();
        int kind = directory.getInt();
        directory.getInt();
        var keeping =
                (kind & KEEPING_BIT) != 0
                        ? JournalRecord.Keeping.UNTIL_RELEASED
                        : JournalRecord.Keeping.WITH_OLDER_RECORDS;
        return new SegmentEntry(offset, octets, key, kind & ~KEEPING_BIT, keeping);
    }

    private static int crc(long salt, ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (salt >>> shift) & 0xff);
        }
        crc.update(octets);
        return (int) crc.getValue();
    }
}
