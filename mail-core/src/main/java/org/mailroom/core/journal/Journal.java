// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An append-only log of records in preallocated segment files, with group commit: one sync serves
/// everybody who waits for it. Safe for use by several threads.
///
/// Life: `open` replays what is there; the owner calls `retain` for each record it still needs;
/// then `start`.
public final class Journal implements RecordSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /// Fewer sealed segments than this are not worth the work of compacting.
    private static final int COMPACT_ABOVE_SEGMENTS = 4;

    private static final long RETRY_MILLIS = 1000;

    /// A write that takes longer will not come to an end.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SegmentPool pool;
    private final Disk corrupt;
    private final Arrivals arrivals = new Arrivals();
    private final JournalWriter writer;
    private final Thread writerThread;
    private @Nullable Thread keeperThread;
    private final long keysBelow;

    private final Object keeperSignal = new Object();

    @GuardedBy("keeperSignal")
    private boolean work = true;

    @GuardedBy("keeperSignal")
    private boolean closing;

    /// A record found at the start.
    public record Replayed(int kind, long key, RecordAddress address) {}

    private Journal(JournalOpening.Opened opened, JournalSettings settings) {
        this.pool = opened.pool();
        this.corrupt = opened.corrupt();
        this.keysBelow = opened.keysBelow();
        this.writer = new JournalWriter(arrivals, pool, this::wakeKeeper, settings);
        this.writer.startAfterKey(keysBelow);
        this.writerThread = Thread.ofPlatform().name("journal-writer").unstarted(writer);
    }

    /// Opens the journal in a folder and hands every record to `replay`, in the order they were
    /// written. `corrupt` takes what cannot be read.
    ///
    /// @throws JournalException when the journal cannot be used, with what to do
    public static Journal open(
            Disk disk, Disk corrupt, JournalSettings settings, Consumer<Replayed> replay)
            throws IOException {
        var opened = new JournalOpening(disk, corrupt, settings).open(replay);
        return new Journal(opened, settings);
    }

    /// Says, before `start`, that a replayed record is still needed.
    public void retain(RecordAddress address) {
        pool.segment(address.segment()).ifPresent(segment -> segment.retain(address.octets()));
    }

    /// Begins to write. `survivors` is asked for what is still needed of old segments.
    public void start(Survivors survivors) {
        writerThread.start();
        keeperThread =
                Thread.ofPlatform().name("journal-keeper").daemon().start(() -> keep(survivors));
    }

    /// No key at or above this one has been used before.
    public long keysBelow() {
        return keysBelow;
    }

    /// Writes a record and waits until it is durable.
    public Appended append(JournalRecord record) {
        return submit(record).await();
    }

    /// Hands a record over: its place in the order is fixed when this returns.
    public Pending submit(JournalRecord record) {
        return put(record, Pending.Terms.AWAITED);
    }

    /// Like `submit`, for survivors of old segments: may use the last room, as it makes more.
    public Pending copyForward(JournalRecord record) {
        return put(record, Pending.Terms.AWAITED_AT_ANY_COST);
    }

    /// Writes a record soon, without waiting. After a failure it is written again.
    public void appendSoon(JournalRecord record) {
        put(record, Pending.Terms.SOON);
    }

    /// Writes a record together with the next one that somebody waits for, or within a second.
    public void appendLater(JournalRecord record) {
        put(record, Pending.Terms.LATER);
    }

    private Pending put(JournalRecord record, Pending.Terms terms) {
        Pending pending = new Pending(record, terms);
        arrivals.put(pending);
        return pending;
    }

    /// For reading many records, in their order.
    public JournalReader reader() {
        return new JournalReader(pool);
    }

    /// Where a record lies, for a person.
    public String where(RecordAddress address) {
        String file = pool.segment(address.segment()).map(it -> it.fileName).orElse("a file gone");
        return "the record at octet " + address.offset() + " of journal file " + file;
    }

    @Override
    public Optional<ByteBuffer> read(RecordAddress address) throws IOException {
        Optional<Segment> segment = pool.segment(address.segment());
        return segment.isEmpty() ? Optional.empty() : segment.get().read(address);
    }

    @Override
    public Optional<ByteBuffer> readHead(RecordAddress address, int octets) throws IOException {
        Optional<Segment> segment = pool.segment(address.segment());
        return segment.isEmpty()
                ? Optional.empty()
                : segment.get().readHead(address, octets, Segment::octets);
    }

    /// A record with its header as it lies on the disk, damaged or not; nothing when it is gone.
    public ByteBuffer readRaw(RecordAddress address) throws IOException {
        Optional<Segment> segment = pool.segment(address.segment());
        int octets = SegmentFormat.recordOctets(address.octets());
        return segment.isEmpty()
                ? ByteBuffer.allocate(0)
                : segment.get().octets(address.offset(), octets);
    }

    /// The record at this address is needed no more.
    public void release(RecordAddress address) {
        Optional<Segment> segment = pool.segment(address.segment());
        if (segment.isPresent()
                && segment.get().release(address.octets())
                && segment.get().isSealed()) {
            wakeKeeper();
        }
    }

    /// Whether it has room for content: a spare segment, or that where one could be made.
    public boolean hasRoom() {
        return pool.trouble().isEmpty();
    }

    /// Syncs since the start: for statistics.
    public long syncs() {
        return writer.syncs();
    }

    /// Whether it does its work; what does not, only a new start can mend.
    public boolean isWorking() {
        return writer.isWorking(PATIENCE);
    }

    private void wakeKeeper() {
        synchronized (keeperSignal) {
            work = true;
            keeperSignal.notifyAll();
        }
    }

    private void keep(Survivors survivors) {
        boolean allDone = true;
        while (awaitWork(allDone)) {
            try {
                pool.recycle();
                pool.provide();
                compact(survivors);
                pool.recycle();
                allDone = true;
            } catch (IOException e) {
                LOG.warn("Cannot prepare a journal segment: {}", e.toString());
                allDone = false;
                makeRoom(survivors);
            }
        }
    }

    private void makeRoom(Survivors survivors) {
        try {
            compact(survivors);
            pool.recycle();
        } catch (IOException e) {
            LOG.warn("Cannot compact the queue journal: {}", e.toString());
        }
    }

    private boolean awaitWork(boolean allDone) {
        synchronized (keeperSignal) {
            while (!work && !closing) {
                try {
                    if (!allDone || pool.trouble().isPresent()) {
                        keeperSignal.wait(RETRY_MILLIS);
                        break;
                    }
                    keeperSignal.wait();
                } catch (InterruptedException e) {
                    return false;
                }
            }
            work = false;
            return !closing;
        }
    }

    private void compact(Survivors survivors) throws IOException {
        Optional<Segment> oldest = pool.worthCompacting(COMPACT_ABOVE_SEGMENTS);
        if (oldest.isEmpty()) {
            return;
        }
        Segment segment = oldest.get();
        List<Long> keys =
                new SegmentScan(segment, corrupt)
                        .run().entries().stream()
                                .filter(SegmentEntry::isContent)
                                .map(SegmentEntry::key)
                                .distinct()
                                .toList();
        survivors.copyForward(segment.number, keys);
    }

    /// Writes what was handed over, and closes. Records handed over from now on are refused.
    @Override
    public void close() throws IOException {
        synchronized (keeperSignal) {
            closing = true;
            keeperSignal.notifyAll();
        }
        arrivals.close();
        join(keeperThread);
        join(writerThread);
        pool.close();
    }

    private static void join(@Nullable Thread thread) {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
