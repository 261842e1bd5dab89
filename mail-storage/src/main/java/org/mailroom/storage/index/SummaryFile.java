// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.DiskFile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A file `.summaries-N`: magic and version, then records of a key, the length of the summary,
/// CRC32C (over the place too), and the summary. Never synced: who reads a record looks whether it
/// is whole. For one thread at a time.
final class SummaryFile implements Closeable {
    static final String NAME = ".summaries-";

    /// A summary longer than this is not kept.
    static final int MAX_SUMMARY_OCTETS = 1 << 16;

    private static final long MAGIC = 0x4d61_696c_726d_534dL;
    private static final int HEADER_OCTETS = 16;
    private static final int KEY_OCTETS = 24;
    private static final int RECORD_HEADER_OCTETS = KEY_OCTETS + 8;
    private static final int BUFFER_OCTETS = 2 * MAX_SUMMARY_OCTETS;
    private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);
    private static final int NEAR_OCTETS = 1 << 14;

    private final DiskFile file;
    private final long number;

    /// What has been read of the file last: who lists a mailbox wants the next record next.
    private ByteBuffer window = NO_BUFFER;

    private long windowStart;

    /// What stands at the end, and is not written yet.
    private ByteBuffer unwritten = NO_BUFFER;

    private long end = HEADER_OCTETS;

    /// Which message a summary is of.
    ///
    /// @param crc of the stored text, as in the index
    /// @param octets of the message, as in the index
    record Key(long uidValidity, long uid, int crc, long octets) {
        private void putInto(ByteBuffer record) {
            record.putInt((int) uidValidity).putInt((int) uid).putInt(crc).putInt(0);
            record.putLong(octets);
        }

        private static Key at(ByteBuffer record) {
            int start = record.position();
            return new Key(
                    Integer.toUnsignedLong(record.getInt(start)),
                    Integer.toUnsignedLong(record.getInt(start + 4)),
                    record.getInt(start + 8),
                    record.getLong(start + 16));
        }
    }

    /// Takes the records of a file, one after the other.
    interface Records {
        void add(Key key, long offset);
    }

    private SummaryFile(DiskFile file, long number) {
        this.file = file;
        this.number = number;
    }

    /// The numbers of the files there are.
    static List<Long> numbers(Disk disk) throws IOException {
        return disk.names().stream()
                .filter(name -> name.matches("\\.summaries-[0-9]{1,18}"))
                .map(name -> Long.parseLong(name.substring(NAME.length())))
                .toList();
    }

    static String name(long number) {
        return NAME + number;
    }

    long number() {
        return number;
    }

    static SummaryFile create(Disk disk, long number, int version) throws IOException {
        var created = new SummaryFile(disk.create(name(number)), number);
        created.file.write(header(version), 0);
        return created;
    }

    /// A file that is there; empty where it holds nothing of use. What is behind its first damage
    /// is not of use.
    static Optional<SummaryFile> open(Disk disk, long number, int version, Records records)
            throws IOException {
        var opened = new SummaryFile(disk.open(name(number)), number);
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        int n = opened.file.read(header, 0);
        if (n < HEADER_OCTETS || !header.flip().equals(header(version))) {
            opened.close();
            return Optional.empty();
        }
        opened.load(records);
        return Optional.of(opened);
    }

    private static ByteBuffer header(int version) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS).putLong(MAGIC).putInt(version);
        var crc = new CRC32C();
        crc.update(header.duplicate().flip());
        return header.putInt((int) crc.getValue()).flip();
    }

    private void load(Records records) throws IOException {
        long size = file.size();
        while (end + RECORD_HEADER_OCTETS <= size) {
            ByteBuffer header = window(end, RECORD_HEADER_OCTETS);
            Key key = Key.at(header);
            int length = length(header);
            long next = end + RECORD_HEADER_OCTETS + length;
            boolean isThere = length >= 0 && length <= MAX_SUMMARY_OCTETS && next <= size;
            if (!isThere || !isIntact(window(end, (int) (next - end)), end)) {
                return;
            }
            records.add(key, end);
            end = next;
        }
    }

    private static int length(ByteBuffer record) {
        return record.getInt(record.position() + KEY_OCTETS);
    }

    /// How long the file is, what is not written yet included.
    long octets() {
        return end + unwritten.position();
    }

    /// Adds a record and answers where it stands.
    long append(Key key, byte[] summary) throws IOException {
        if (unwritten.remaining() < RECORD_HEADER_OCTETS + summary.length) {
            var _ = write();
            unwritten = ByteBuffer.allocate(BUFFER_OCTETS);
        }
        long offset = octets();
        int start = unwritten.position();
        key.putInto(unwritten);
        unwritten.putInt(summary.length).putInt(0).put(summary);
        ByteBuffer record = unwritten.duplicate().position(start).limit(unwritten.position());
        unwritten.putInt(start + RECORD_HEADER_OCTETS - 4, checksum(record, offset));
        return offset;
    }

    /// Hands what was added to the operating system, and lets go of buffers. Answers whether there
    /// was something.
    boolean write() throws IOException {
        ByteBuffer added = unwritten.flip();
        unwritten = NO_BUFFER;
        window = NO_BUFFER;
        file.write(added.duplicate(), end);
        end += added.limit();
        return added.limit() > 0;
    }

    /// How much of the memory its buffers take.
    int memoryOctets() {
        return window.capacity() + unwritten.capacity();
    }

    /// The summary at a place, if it is whole and of this message.
    Optional<byte[]> read(Key key, long offset) throws IOException {
        ByteBuffer header = at(offset, RECORD_HEADER_OCTETS);
        if (header.remaining() < RECORD_HEADER_OCTETS) {
            return Optional.empty();
        }
        int length = length(header);
        if (!Key.at(header).equals(key) || length < 0 || length > MAX_SUMMARY_OCTETS) {
            return Optional.empty();
        }
        ByteBuffer record = at(offset, RECORD_HEADER_OCTETS + length);
        if (!isIntact(record, offset)) {
            return Optional.empty();
        }
        byte[] summary = new byte[length];
        record.get(record.position() + RECORD_HEADER_OCTETS, summary);
        return Optional.of(summary);
    }

    private ByteBuffer at(long offset, int octets) throws IOException {
        return offset < end ? window(offset, octets) : waiting((int) (offset - end), octets);
    }

    private ByteBuffer waiting(int start, int octets) {
        int stop = Math.min(start + octets, unwritten.position());
        return unwritten.duplicate().limit(stop).position(Math.min(start, stop));
    }

    /// Octets of the file; fewer where it ends.
    private ByteBuffer window(long offset, int octets) throws IOException {
        long windowEnd = windowStart + window.limit();
        if (offset < windowStart || offset + octets > windowEnd) {
            boolean isNext = offset >= windowStart && offset <= windowEnd + NEAR_OCTETS;
            windowStart = offset;
            if (window.capacity() == 0) {
                window = ByteBuffer.allocate(BUFFER_OCTETS);
            }
            window.clear().limit(isNext ? BUFFER_OCTETS : Math.max(octets, NEAR_OCTETS));
            try {
                file.read(window, offset);
            } finally {
                window.flip();
            }
        }
        int start = (int) (offset - windowStart);
        int stop = Math.min(start + octets, window.limit());
        return window.duplicate().limit(stop).position(Math.min(start, stop));
    }

    private static boolean isIntact(ByteBuffer record, long offset) {
        int length = record.remaining() - RECORD_HEADER_OCTETS;
        return length >= 0
                && length(record) == length
                && record.getInt(record.position() + KEY_OCTETS + 4) == checksum(record, offset);
    }

    private static int checksum(ByteBuffer record, long offset) {
        int start = record.position();
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(offset).flip());
        crc.update(record.duplicate().limit(start + RECORD_HEADER_OCTETS - 4));
        crc.update(record.duplicate().position(start + RECORD_HEADER_OCTETS));
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
