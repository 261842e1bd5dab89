// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The start of a journal: finds its segments, checks their format, replays their records. Runs
/// once, on the thread that starts the server, and never skips anything because of a clean stop.
final class JournalOpening {
    private static final Logger LOG = LoggerFactory.getLogger(JournalOpening.class);
    private static final String FILE_PREFIX = "segment-";

    private final Disk disk;
    private final Disk corrupt;
    private final JournalSettings settings;
    private final Map<String, DiskFile> spares = new HashMap<>();
    private final Map<String, SegmentFormat.Header> misfits = new HashMap<>();
    private final TreeMap<Long, Found> found = new TreeMap<>();
    private long lastFile;
    private long lastNumber;
    private long keysBelow;

    /// A segment file in use, with its own size.
    private record Found(String name, DiskFile file, SegmentFormat.Header header) {}

    record Opened(SegmentPool pool, Disk corrupt, long keysBelow) {}

    JournalOpening(Disk disk, Disk corrupt, JournalSettings settings) {
        this.disk = disk;
        this.corrupt = corrupt;
        this.settings = settings;
    }

    Opened open(Consumer<Journal.Replayed> replay) throws IOException {
        for (String name : disk.names()) {
            if (name.startsWith(FILE_PREFIX)) {
                identify(name);
            }
        }
        deleteMisfits();
        List<Scanned> scanned = scan();
        Map<Long, Integer> voids = voids(scanned);
        for (Scanned one : scanned) {
            hand(one, voids, replay);
        }
        var used = new SegmentPool.Used(lastNumber, keysBelow, lastFile);
        var pool = new SegmentPool(disk, settings.segmentOctets(), used);
        spares.forEach(pool::addSpare);
        for (Scanned one : scanned) {
            finish(one, voids);
            pool.addSealed(one.segment(), keysBelow);
        }
        return new Opened(pool, corrupt, keysBelow);
    }

    private void identify(String name) throws IOException {
        lastFile = Math.max(lastFile, fileNumber(name));
        DiskFile file = disk.open(name);
        Optional<SegmentFormat.Header> header = header(file);
        if (header.isEmpty()) {
            passOver(name, file);
            return;
        }
        check(name, header.get());
        keysBelow = Math.max(keysBelow, header.get().keysBelow());
        lastNumber = Math.max(lastNumber, header.get().lastNumber());
        if (header.get().number() != 0) {
            lastNumber = Math.max(lastNumber, header.get().number());
            found.put(header.get().number(), new Found(name, file, header.get()));
        } else if (header.get().segmentOctets() == settings.segmentOctets()) {
            spares.put(name, file);
        } else {
            file.close();
            misfits.put(name, header.get());
        }
    }

    // Spare files of another size. One that knows the last number stays until others know more.
    private void deleteMisfits() throws IOException {
        for (var misfit : misfits.entrySet()) {
            if (misfit.getValue().lastNumber() < lastNumber) {
                disk.delete(misfit.getKey());
            }
        }
    }

    private static long fileNumber(String name) {
        try {
            return Long.parseLong(name.substring(FILE_PREFIX.length()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Optional<SegmentFormat.Header> header(DiskFile file) throws IOException {
        Optional<SegmentFormat.Header> header = headerAt(file, 0);
        if (header.isPresent()) {
            return header;
        }
        long copy = file.size() - SegmentFormat.FOOTER_OCTETS - SegmentFormat.HEADER_OCTETS;
        return copy > 0 ? headerAt(file, copy) : Optional.empty();
    }

    private static Optional<SegmentFormat.Header> headerAt(DiskFile file, long position)
            throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(SegmentFormat.HEADER_OCTETS);
        file.read(octets, position);
        return SegmentFormat.header(octets.flip());
    }

    private static void check(String name, SegmentFormat.Header header) throws JournalException {
        if (header.version() > SegmentFormat.VERSION) {
            throw new JournalException(
                    "The queue journal ("
                            + name
                            + ") was written by a newer Mailroom, in format "
                            + header.version()
                            + "; this one reads up to "
                            + SegmentFormat.VERSION
                            + ": start the newer one again");
        }
    }

    // A crash while a spare segment was made leaves zeros only. Anything else is kept for a person.
    private void passOver(String name, DiskFile file) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SegmentFormat.HEADER_OCTETS);
        file.read(head, 0);
        head.flip();
        boolean zeros = true;
        while (head.hasRemaining()) {
            zeros &= head.get() == 0;
        }
        if (zeros) {
            delete(name, file);
        } else {
            LOG.error("Journal file {} has no readable header; it is left alone", name);
            file.close();
        }
    }

    private void delete(String name, DiskFile file) throws IOException {
        file.close();
        disk.delete(name);
    }

    private List<Scanned> scan() throws IOException {
        List<Scanned> scanned = new ArrayList<>();
        for (Found one : found.values()) {
            var format = new SegmentFormat(one.header().segmentOctets(), one.header().salt());
            var segment = new Segment(one.header().number(), one.name(), one.file(), format);
            scanned.add(new Scanned(segment, new SegmentScan(segment, corrupt).run()));
        }
        return scanned;
    }

    private record Scanned(Segment segment, SegmentScan.Found found) {}

    private static Map<Long, Integer> voids(List<Scanned> scanned) throws IOException {
        Map<Long, Integer> voids = new HashMap<>();
        for (Scanned one : scanned) {
            for (SegmentEntry entry : one.found().entries()) {
                if (entry.kind() == SegmentFormat.VOID_KIND) {
                    one.segment()
                            .read(entry.address(one.segment().number))
                            .ifPresent(
                                    what ->
                                            voids.merge(
                                                    what.getLong(),
                                                    (int) what.getLong(),
                                                    Math::min));
                }
            }
        }
        return voids;
    }

    private void hand(Scanned one, Map<Long, Integer> voids, Consumer<Journal.Replayed> replay) {
        int voidFrom = voids.getOrDefault(one.segment().number, Integer.MAX_VALUE);
        for (SegmentEntry entry : one.found().entries()) {
            if (entry.kind() < SegmentFormat.DIRECTORY_KIND && entry.offset() < voidFrom) {
                keysBelow = Math.max(keysBelow, entry.key() + 1);
                var address = entry.address(one.segment().number);
                replay.accept(new Journal.Replayed(entry.kind(), entry.key(), address));
            }
        }
    }

    // Writes the directory of a segment that a crash left open: cuts the torn tail for good.
    private void finish(Scanned one, Map<Long, Integer> voids) {
        Segment segment = one.segment();
        int voidFrom = voids.getOrDefault(segment.number, Integer.MAX_VALUE);
        if (voids.containsKey(segment.number)) {
            segment.distrust();
        }
        try {
            if (one.found().form() == SegmentScan.Form.LEFT_OPEN) {
                segment.adopt(
                        one.found().entries().stream()
                                .filter(entry -> entry.offset() < voidFrom)
                                .toList(),
                        one.found().end());
                segment.seal();
            }
        } catch (IOException e) {
            LOG.warn("Cannot finish journal segment {}: {}", segment.number, e.toString());
        }
        segment.close();
    }
}
