// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the records of a segment: by its directory, or where that is missing by reading it from
/// end to end. What is not a record is stepped over; a damaged one in the middle is kept aside.
final class SegmentScan {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentScan.class);

    private final Segment segment;
    private final SegmentFormat format;
    private final Disk corrupt;

    SegmentScan(Segment segment, Disk corrupt) {
        this.segment = segment;
        this.format = segment.format();
        this.corrupt = corrupt;
    }

    /// What was found: the records in order, and where they end.
    record Found(List<SegmentEntry> entries, int end, Form form) {}

    enum Form {
        SEALED,
        LEFT_OPEN
    }

    Found run() throws IOException {
        Optional<Found> directory = byDirectory();
        return directory.isPresent() ? directory.get() : byReading();
    }

    private Optional<Found> byDirectory() throws IOException {
        ByteBuffer octets = segment.octets(format.footerOffset(), SegmentFormat.FOOTER_OCTETS);
        Optional<SegmentFormat.Footer> footer = format.footer(segment.number, octets);
        if (footer.isEmpty()) {
            return Optional.empty();
        }
        int at = footer.get().directoryOffset();
        var address = new RecordAddress(segment.number, at, footer.get().directoryOctets());
        return segment.read(address)
                .map(directory -> new Found(entries(directory), at, Form.SEALED));
    }

    private static List<SegmentEntry> entries(ByteBuffer directory) {
        List<SegmentEntry> entries = new ArrayList<>();
        while (directory.remaining() >= SegmentFormat.ENTRY_OCTETS) {
            entries.add(SegmentFormat.entry(directory));
        }
        return entries;
    }

    private Found byReading() throws IOException {
        ByteBuffer octets = segment.octets(0, format.headerCopyOffset());
        List<SegmentEntry> entries = new ArrayList<>();
        int end = SegmentFormat.HEADER_OCTETS;
        int at = end;
        while (at + SegmentFormat.RECORD_HEADER_OCTETS <= octets.limit()) {
            Optional<SegmentEntry> entry = intact(octets, at);
            if (entry.isEmpty()) {
                at += 8;
                continue;
            }
            if (at > end) {
                keepAside(octets.slice(end, at - end), end);
            }
            if (entry.get().kind() == SegmentFormat.DIRECTORY_KIND) {
                return new Found(entries, end, Form.LEFT_OPEN);
            }
            at += SegmentFormat.recordOctets(entry.get().octets());
            end = at;
            entries.add(entry.get());
        }
        reportTail(octets, end);
        return new Found(entries, end, Form.LEFT_OPEN);
    }

    private Optional<SegmentEntry> intact(ByteBuffer octets, int at) {
        return format.recordHeader(octets, at, segment.number, at)
                .filter(header -> format.isIntact(octets, at, header))
                .map(SegmentFormat.RecordHeader::entry);
    }

    private void keepAside(ByteBuffer damaged, int offset) throws IOException {
        String name = "segment-" + segment.number + "-" + offset;
        LOG.error(
                "Damaged record in the queue journal: {} octets at octet {} of journal file {}"
                        + " kept as {} in {}",
                damaged.remaining(),
                offset,
                segment.fileName,
                name,
                corrupt);
        if (corrupt.names().contains(name)) {
            return;
        }
        try (DiskFile file = corrupt.create(name)) {
            file.write(damaged, 0);
        }
    }

    private void reportTail(ByteBuffer octets, int end) {
        boolean torn =
                end + SegmentFormat.RECORD_HEADER_OCTETS <= octets.limit()
                        && format.recordHeader(octets, end, segment.number, end).isPresent();
        if (torn) {
            LOG.warn(
                    "Queue journal: an unfinished record at {} of segment {} is cut off;"
                            + " it was not acknowledged",
                    end,
                    segment.number);
        }
    }
}
