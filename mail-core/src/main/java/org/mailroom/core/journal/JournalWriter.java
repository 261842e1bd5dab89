// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Group commit: takes all records that wait, writes them with one call, syncs once, and tells
/// everybody. While one sync runs, the records for the next one gather. A platform thread of its
/// own.
///
/// After a failed write or sync nothing of that group is acknowledged, and the segment is not
/// written to again: a later sync that succeeds would prove nothing. The next segment begins with a
/// record that voids what the failed group may have left.
final class JournalWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int MAX_RETRIED = 100_000;
    private static final int VOID_OCTETS = 16;

    private final Arrivals arrivals;
    private final SegmentPool pool;
    private final Runnable keeper;
    private final int maxRecordOctets;
    private final AtomicLong syncs;

    private final ByteBuffer staging;
    private final List<Pending> placed = new ArrayList<>();
    private final List<Pending> again = new ArrayList<>();
    private @Nullable Segment active;
    private int writtenTo;
    private int durableTo;
    private long highestKey;
    private final List<RecordAddress> toVoid = new ArrayList<>();
    private volatile Condition condition = new Idle();

    /// What the writer does, for those who watch over it.
    private sealed interface Condition {}

    private record Idle() implements Condition {}

    private record Writing(long sinceNanos) implements Condition {}

    private record Failed() implements Condition {}

    JournalWriter(Arrivals arrivals, SegmentPool pool, Runnable keeper, JournalSettings settings) {
        this.arrivals = arrivals;
        this.pool = pool;
        this.keeper = keeper;
        this.maxRecordOctets = settings.maxRecordOctets();
        this.syncs = new AtomicLong();
        this.staging = ByteBuffer.allocateDirect(SegmentFormat.recordOctets(maxRecordOctets));
    }

    void startAfterKey(long key) {
        highestKey = key;
    }

    /// Syncs of records since the start.
    long syncs() {
        return syncs.get();
    }

    /// Whether records get written: nothing has failed, and no write has hung for this long.
    boolean isWorking(Duration patience) {
        return switch (condition) {
            case Idle() -> true;
            case Writing(long since) -> System.nanoTime() - since < patience.toNanos();
            case Failed() -> false;
        };
    }

    @Override
    public void run() {
        arrivals.writer(Thread.currentThread());
        try {
            write();
        } catch (RuntimeException | Error e) {
            LOG.error("The queue journal has failed; the server has to be started again", e);
            condition = new Failed();
            arrivals.fail();
        }
    }

    private void write() {
        List<Pending> batch = arrivals.take();
        while (!batch.isEmpty()) {
            condition = new Writing(System.nanoTime());
            batch.forEach(this::place);
            settle();
            retryLater();
            condition = new Idle();
            batch = arrivals.take();
        }
        sealLast();
    }

    // A convenience for the next start, which would find the records without it as well.
    private void sealLast() {
        Segment segment = active;
        if (segment == null) {
            return;
        }
        try {
            segment.seal();
        } catch (IOException e) {
            LOG.warn("Cannot finish the queue journal: {}", e.toString());
        }
    }

    private void place(Pending pending) {
        int octets = pending.record.payload().octets();
        if (octets > maxRecordOctets) {
            String text = "a record of " + octets + " octets is too large";
            if (!pending.isAttended()) {
                LOG.error("Lost for the next start: {}", text);
            }
            pending.conclude(new Appended.Refused(Appended.Reason.TOO_LARGE, text));
            return;
        }
        Optional<IOException> trouble = pool.trouble();
        if (trouble.isPresent() && (pending.terms == Pending.Terms.AWAITED || active == null)) {
            refuse(pending, refusal(trouble.get()));
            return;
        }
        try {
            Segment segment = segmentFor(octets);
            makeRoomInStaging(segment, octets);
            pending.offset = segment.place(staging, pending.record.kind(), pending.record);
            highestKey = Math.max(highestKey, pending.record.key());
            placed.add(pending);
        } catch (IOException e) {
            placed.add(pending);
            abandon(e);
        }
    }

    private Segment segmentFor(int octets) throws IOException {
        Segment segment = active;
        if (segment != null && segment.hasRoom(octets)) {
            return segment;
        }
        if (segment != null) {
            commit(segment);
            segment.seal();
            active = null;
            pool.addSealed(segment, highestKey + 1);
        }
        return open();
    }

    private Segment open() throws IOException {
        Segment segment = pool.next(highestKey + 1);
        active = segment;
        writtenTo = segment.end();
        durableTo = writtenTo;
        for (RecordAddress voided : toVoid) {
            ByteBuffer what = ByteBuffer.allocate(VOID_OCTETS);
            what.putLong(voided.segment()).putLong(voided.offset());
            var entry =
                    new SegmentEntry(
                            segment.end(),
                            VOID_OCTETS,
                            0,
                            SegmentFormat.VOID_KIND,
                            JournalRecord.Keeping.WITH_OLDER_RECORDS);
            segment.place(staging, entry, Payload.of(what.array()));
        }
        keeper.run();
        return segment;
    }

    private void makeRoomInStaging(Segment segment, int octets) throws IOException {
        if (staging.remaining() < SegmentFormat.recordOctets(octets)) {
            flush(segment);
        }
    }

    private void flush(Segment segment) throws IOException {
        staging.flip();
        segment.file.write(staging, writtenTo);
        staging.clear();
        writtenTo = segment.end();
    }

    private void settle() {
        Segment segment = active;
        if (segment == null) {
            return;
        }
        try {
            commit(segment);
        } catch (IOException e) {
            abandon(e);
        }
    }

    private void commit(Segment segment) throws IOException {
        if (segment.end() == durableTo) {
            return;
        }
        flush(segment);
        segment.file.sync();
        syncs.getAndIncrement();
        durableTo = segment.end();
        toVoid.clear();
        for (Pending pending : placed) {
            conclude(segment, pending);
        }
        placed.clear();
    }

    private static void conclude(Segment segment, Pending pending) {
        int octets = pending.record.payload().octets();
        if (pending.record.keeping() == JournalRecord.Keeping.UNTIL_RELEASED) {
            segment.retain(octets);
        }
        var address = new RecordAddress(segment.number, pending.offset, octets);
        pending.conclude(new Appended.Durable(address));
    }

    private void abandon(IOException trouble) {
        LOG.error("Cannot write the queue journal: {}", trouble.toString());
        giveUpSegment();
        Appended.Refused refused = refusal(trouble);
        for (Pending pending : placed) {
            refuse(pending, refused);
        }
        placed.clear();
        keeper.run();
    }

    private void refuse(Pending pending, Appended.Refused refused) {
        if (pending.isAttended()) {
            pending.conclude(refused);
        } else {
            again.add(pending);
        }
    }

    private void retryLater() {
        if (again.size() > MAX_RETRIED) {
            LOG.error("{} delivery records are lost; mail may come twice", again.size());
        } else if (!again.isEmpty()) {
            arrivals.giveBack(again);
        }
        again.clear();
    }

    private Appended.Refused refusal(IOException trouble) {
        boolean full = pool.isFull(trouble);
        var reason = full ? Appended.Reason.DISK_FULL : Appended.Reason.DISK_ERROR;
        return new Appended.Refused(reason, trouble.toString());
    }

    private void giveUpSegment() {
        staging.clear();
        Segment segment = active;
        if (segment == null) {
            return;
        }
        active = null;
        segment.distrust();
        segment.close();
        toVoid.add(new RecordAddress(segment.number, durableTo, 0));
        pool.addSealed(segment, highestKey + 1);
    }
}
