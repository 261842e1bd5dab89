// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// The segment files: those in use, oldest first, and the spare ones. Segments are freed strictly
/// from the oldest on, so a fact is never forgotten before the record it is about. Safe for use by
/// several threads.
final class SegmentPool {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentPool.class);
    private static final int ZEROS_OCTETS = 1 << 20;
    private static final int MAX_SPARES = 4;

    private final Disk disk;
    private final int segmentOctets;
    private final RandomGenerator salts = RandomGenerator.getDefault();
    private final Map<Long, Segment> inUse = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private final ArrayDeque<Segment> sealed = new ArrayDeque<>();

    @GuardedBy("this")
    private final ArrayDeque<Spare> spares = new ArrayDeque<>();

    @GuardedBy("this")
    private long lastNumber;

    /// No key at or above this one is in a segment of `sealed`, or was in one before.
    @GuardedBy("this")
    private long keysBelow;

    @GuardedBy("this")
    private long lastFile;

    private volatile @Nullable IOException trouble;

    /// A file full of zeros, or of records that are needed no more, with a header that says so.
    private record Spare(String name, DiskFile file) {}

    SegmentPool(Disk disk, int segmentOctets, Used used) {
        this.disk = disk;
        this.segmentOctets = segmentOctets;
        this.lastNumber = used.lastNumber();
        this.keysBelow = used.keysBelow();
        this.lastFile = used.lastFile();
    }

    /// The numbers that may have been used before. They outlive the segments that had them.
    record Used(long lastNumber, long keysBelow, long lastFile) {}

    static String fileName(long fileNumber) {
        return "segment-" + fileNumber;
    }

    /// The next segment to write to. Its header is durable with the first sync.
    Segment next(long keysBelow) throws IOException {
        Spare spare = takeSpare();
        if (spare == null) {
            spare = created();
        }
        long number = nextNumber();
        SegmentFormat format;
        try {
            format = writeHeader(spare.file(), number, new Used(number, keysBelow, 0));
        } catch (IOException e) {
            discard(spare);
            throw e;
        }
        Segment segment = new Segment(number, spare.name(), spare.file(), format);
        inUse.put(number, segment);
        return segment;
    }

    private synchronized @Nullable Spare takeSpare() {
        return spares.poll();
    }

    private synchronized long nextNumber() {
        return ++lastNumber;
    }

    synchronized void addSpare(String name, DiskFile file) {
        spares.add(new Spare(name, file));
    }

    /// Takes in a segment that nobody writes to any more.
    void addSealed(Segment segment, long allKeysBelow) {
        inUse.put(segment.number, segment);
        synchronized (this) {
            sealed.add(segment);
            keysBelow = Math.max(keysBelow, allKeysBelow);
        }
    }

    Optional<Segment> segment(long number) {
        return Optional.ofNullable(inUse.get(number));
    }

    /// Why there is no spare segment and none could be made. Until this is over no new content is
    /// taken; facts are written as long as there is any room.
    Optional<IOException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /// Makes sure that a spare segment lies ready.
    void provide() throws IOException {
        if (spareCount() == 0) {
            Spare spare = create();
            addSpare(spare.name(), spare.file());
        }
        trouble = null;
    }

    // While there is trouble, only the keeper tries: it does so once a second.
    private Spare created() throws IOException {
        IOException before = trouble;
        if (before != null) {
            throw before;
        }
        return create();
    }

    /// Frees all segments, from the oldest on, up to the first with a record that is still needed.
    void recycle() throws IOException {
        Optional<Segment> oldest = oldestUnneeded();
        while (oldest.isPresent()) {
            // Durable before the next one is freed: see the order above.
            free(oldest.get());
            oldest = oldestUnneeded();
        }
    }

    private synchronized Optional<Segment> oldestUnneeded() {
        Segment oldest = sealed.peek();
        if (oldest == null || oldest.liveOctets() > 0) {
            return Optional.empty();
        }
        // The newest file of all knows which numbers were used: it may become spare, but not go.
        boolean stays = sealed.size() == 1 && !oldest.isReusableAs(segmentOctets);
        return stays ? Optional.empty() : Optional.of(oldest);
    }

    // A file that can be neither voided nor deleted stays, and with it all newer segments.
    private void free(Segment segment) throws IOException {
        if (isWanted(segment)) {
            try {
                writeHeader(segment.file, 0, used());
                segment.file.sync();
                forget(segment);
                addSpare(segment.fileName, segment.file);
                return;
            } catch (IOException e) {
                segment.distrust();
                throw e;
            }
        }
        delete(new Spare(segment.fileName, segment.file));
        forget(segment);
    }

    private synchronized boolean isWanted(Segment segment) {
        boolean isLast = sealed.size() == 1;
        return segment.isReusableAs(segmentOctets) && (isLast || spares.size() < MAX_SPARES);
    }

    private synchronized void forget(Segment segment) {
        sealed.remove(segment);
        inUse.remove(segment.number);
    }

    private synchronized Used used() {
        return new Used(lastNumber, keysBelow, lastFile);
    }

    private synchronized int spareCount() {
        return spares.size();
    }

    /// The oldest segment, if copying what is still needed in it to the newest is worth while: more
    /// than half of the sealed segments' room is waste, or there is no room for another.
    synchronized Optional<Segment> worthCompacting(int minSegments) {
        long live = sealed.stream().mapToLong(Segment::liveOctets).sum();
        boolean wasteful =
                sealed.size() > minSegments && live * 2 < (long) sealed.size() * segmentOctets;
        boolean pressed = trouble != null && sealed.size() > 1;
        return wasteful || pressed ? Optional.ofNullable(sealed.peek()) : Optional.empty();
    }

    private Spare create() throws IOException {
        String name;
        synchronized (this) {
            name = fileName(++lastFile);
        }
        Spare spare = new Spare(name, createFile(name));
        try {
            DiskFile file = spare.file();
            writeZeros(file);
            writeHeader(file, 0, used());
            file.sync();
            disk.sync();
            return spare;
        } catch (IOException e) {
            trouble = e;
            discard(spare);
            throw e;
        }
    }

    private DiskFile createFile(String name) throws IOException {
        try {
            return disk.create(name);
        } catch (IOException e) {
            trouble = e;
            throw e;
        }
    }

    private void writeZeros(DiskFile file) throws IOException {
        var zeros = ByteBuffer.allocate(Math.min(ZEROS_OCTETS, segmentOctets));
        for (int at = 0; at < segmentOctets; at += zeros.capacity()) {
            zeros.clear().limit(Math.min(zeros.capacity(), segmentOctets - at));
            file.write(zeros, at);
        }
    }

    // The copy first: with the header in place the segment counts as begun.
    private SegmentFormat writeHeader(DiskFile file, long number, Used used) throws IOException {
        var format = new SegmentFormat(segmentOctets, salts.nextLong());
        ByteBuffer header = format.header(number, used.keysBelow(), used.lastNumber());
        file.write(header.duplicate(), format.headerCopyOffset());
        file.write(header, 0);
        return format;
    }

    private void delete(Spare spare) throws IOException {
        disk.delete(spare.name());
        disk.sync();
        spare.file().close();
    }

    private void discard(Spare spare) {
        try {
            delete(spare);
        } catch (IOException e) {
            LOG.warn("Cannot delete the journal file {}: {}", spare.name(), e.toString());
        }
    }

    /// Whether trouble came from a disk without room.
    boolean isFull(IOException trouble) {
        if (Disk.isFull(trouble)) {
            return true;
        }
        try {
            return disk.usableOctets() < segmentOctets;
        } catch (IOException e) {
            return false;
        }
    }

    void close() throws IOException {
        for (Segment segment : inUse.values()) {
            segment.file.close();
        }
        synchronized (this) {
            for (Spare spare : spares) {
                spare.file().close();
            }
        }
    }
}
