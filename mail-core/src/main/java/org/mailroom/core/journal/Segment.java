// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A segment file in use. What is written to it is the writer's; reading, and the count of records
/// that are still needed, is safe for use by several threads.
final class Segment {
    final long number;
    final String fileName;
    final DiskFile file;
    private final SegmentFormat format;
    private final AtomicLong liveOctets = new AtomicLong();
    private volatile boolean sealed;
    private volatile boolean suspect;

    // The writer's own: where the next record goes, and the directory so far.
    private int end = SegmentFormat.HEADER_OCTETS;
    private ByteBuffer directory = ByteBuffer.allocate(64 * SegmentFormat.ENTRY_OCTETS);

    Segment(long number, String fileName, DiskFile file, SegmentFormat format) {
        this.number = number;
        this.fileName = fileName;
        this.file = file;
        this.format = format;
    }

    SegmentFormat format() {
        return format;
    }

    boolean hasRoom(int payloadOctets) {
        int entries = directory.position() / SegmentFormat.ENTRY_OCTETS + 1;
        return end + SegmentFormat.recordOctets(payloadOctets) <= format.limit(entries);
    }

    /// Gives a record its place, and puts it into `target`.
    int place(ByteBuffer target, int kind, JournalRecord record) {
        return place(
                target,
                new SegmentEntry(
                        end, record.payload().octets(), record.key(), kind, record.keeping()),
                record.payload());
    }

    int place(ByteBuffer target, SegmentEntry entry, Payload payload) {
        format.putRecord(target, number, entry, payload);
        addToDirectory(entry);
        end += SegmentFormat.recordOctets(entry.octets());
        return entry.offset();
    }

    int end() {
        return end;
    }

    /// Takes over what a scan found, to seal a segment that a crash left open.
    void adopt(Iterable<SegmentEntry> entries, int foundEnd) {
        entries.forEach(this::addToDirectory);
        end = foundEnd;
    }

    private void addToDirectory(SegmentEntry entry) {
        if (directory.remaining() < SegmentFormat.ENTRY_OCTETS) {
            directory = ByteBuffer.allocate(directory.capacity() * 2).put(directory.flip());
        }
        SegmentFormat.putEntry(directory, entry);
    }

    /// Writes the directory and the footer; nothing more can be placed. Durable after the sync.
    void seal() throws IOException {
        byte[] entries = new byte[directory.position()];
        directory.get(0, entries);
        var entry =
                new SegmentEntry(
                        end,
                        entries.length,
                        0,
                        SegmentFormat.DIRECTORY_KIND,
                        JournalRecord.Keeping.WITH_OLDER_RECORDS);
        ByteBuffer octets = ByteBuffer.allocate(SegmentFormat.recordOctets(entries.length));
        format.putRecord(octets, number, entry, Payload.of(entries));
        file.write(octets.flip(), end);
        file.write(format.footer(number, end, entries.length), format.footerOffset());
        file.sync();
        close();
    }

    /// No more writing: it is full, or a crash or a failure left it as it is.
    void close() {
        directory = ByteBuffer.allocate(0);
        sealed = true;
    }

    boolean isSealed() {
        return sealed;
    }

    /// A write or a sync has failed: what is durable stays readable, the file is not used again.
    void distrust() {
        suspect = true;
    }

    boolean isReusableAs(int segmentOctets) {
        return !suspect && segmentOctets == format.segmentOctets;
    }

    void retain(int payloadOctets) {
        liveOctets.addAndGet(SegmentFormat.recordOctets(payloadOctets));
    }

    /// Answers whether nothing in here is needed any more.
    boolean release(int payloadOctets) {
        return liveOctets.addAndGet(-SegmentFormat.recordOctets(payloadOctets)) == 0;
    }

    long liveOctets() {
        return liveOctets.get();
    }

    /// The octets of a segment, or as many of them as there are.
    interface Octets {
        ByteBuffer of(Segment segment, int offset, int count) throws IOException;
    }

    /// The payload of a record; empty when the record is not there or not intact.
    Optional<ByteBuffer> read(RecordAddress address) throws IOException {
        return read(address, Segment::octets);
    }

    Optional<ByteBuffer> read(RecordAddress address, Octets from) throws IOException {
        int octets = SegmentFormat.RECORD_HEADER_OCTETS + address.octets();
        ByteBuffer record = from.of(this, address.offset(), octets);
        return header(record, address)
                .filter(header -> format.isIntact(record, 0, header))
                .map(header -> payload(record));
    }

    /// The first octets of a payload, not checked as the CRC covers the whole.
    Optional<ByteBuffer> readHead(RecordAddress address, int payloadOctets, Octets from)
            throws IOException {
        int octets = SegmentFormat.RECORD_HEADER_OCTETS + Math.min(payloadOctets, address.octets());
        ByteBuffer record = from.of(this, address.offset(), octets);
        return header(record, address).map(header -> payload(record));
    }

    private Optional<SegmentFormat.RecordHeader> header(ByteBuffer record, RecordAddress address) {
        return record.limit() < SegmentFormat.RECORD_HEADER_OCTETS
                ? Optional.empty()
                : format.recordHeader(record, 0, number, address.offset())
                        .filter(header -> header.entry().octets() == address.octets());
    }

    private static ByteBuffer payload(ByteBuffer record) {
        return record.slice(
                SegmentFormat.RECORD_HEADER_OCTETS,
                record.limit() - SegmentFormat.RECORD_HEADER_OCTETS);
    }

    ByteBuffer octets(int offset, int count) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(count);
        file.read(octets, offset);
        return octets.flip();
    }
}
