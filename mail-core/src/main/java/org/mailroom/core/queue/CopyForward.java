// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Appended;
import org.mailroom.core.journal.Journal;
import org.mailroom.core.journal.JournalRecord;
import org.mailroom.core.journal.Pending;
import org.mailroom.core.journal.RecordAddress;
import org.mailroom.core.journal.Survivors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Moves the messages of an old segment to the newest one, each as one record with its present
/// state; those that have waited long get a file of their own instead, so that they are not copied
/// again and again. Runs on the journal's keeper thread.
final class CopyForward implements Survivors {
    private static final Logger LOG = LoggerFactory.getLogger(CopyForward.class);
    private static final Duration SHORT_STAY = Duration.ofHours(1);

    private final Queue queue;
    private final Journal journal;
    private final ContentFiles files;
    private final InstantSource clock;

    CopyForward(Queue queue, Journal journal, ContentFiles files, InstantSource clock) {
        this.queue = queue;
        this.journal = journal;
        this.files = files;
        this.clock = clock;
    }

    @Override
    public void copyForward(long segment, List<Long> keys) {
        for (long key : keys) {
            Optional<QueueEntry> entry = queue.entry(key);
            if (entry.isPresent() && entry.get().currentAddress().segment() == segment) {
                try {
                    copy(entry.get());
                } catch (IOException e) {
                    LOG.warn(
                            "{} stays in an old journal segment: {}",
                            entry.get().id(),
                            e.toString());
                }
            }
        }
    }

    private void copy(QueueEntry entry) throws IOException {
        RecordAddress address = entry.currentAddress();
        Optional<ByteBuffer> payload = journal.read(address);
        if (payload.isEmpty()) {
            if (entry.currentAddress().equals(address)) {
                // The next attempt tells the sender, and frees the segment.
                queue.noteDamage(entry);
            }
            return;
        }
        Optional<MessageRecord.Head> head = MessageRecord.head(payload.get());
        if (head.isEmpty()) {
            return;
        }
        ArrayContent content = MessageRecord.content(payload.get());
        BodyPlace place = entry.currentPlace();
        boolean waitsLong = entry.arrived().plus(SHORT_STAY).isBefore(clock.instant());
        boolean getsFile = place instanceof BodyPlace.Inline && waitsLong;
        if (getsFile) {
            place = files.store(entry.id(), content);
            content = ArrayContent.NONE;
        }
        Outcome outcome = write(entry, head.get().envelope(), place, content);
        if (getsFile && outcome == Outcome.REMOVED_MEANWHILE) {
            files.delete(entry.id());
        }
    }

    private enum Outcome {
        MOVED,
        /// Not written for certain: what was written for it must stay until the next start.
        REFUSED,
        REMOVED_MEANWHILE
    }

    private Outcome write(
            QueueEntry entry, Envelope envelope, BodyPlace place, ArrayContent content) {
        Pending pending;
        synchronized (entry) {
            if (entry.isRemoved()) {
                return Outcome.REMOVED_MEANWHILE;
            }
            // Handed over under the entry's lock: no fact can come between state and record.
            var head =
                    new MessageRecord.Head(
                            entry.sequence(),
                            entry.arrivedMicros(),
                            entry.octets(),
                            place,
                            entry.state(),
                            envelope);
            pending =
                    journal.copyForward(
                            new JournalRecord(
                                    Queue.MESSAGE,
                                    entry.sequence(),
                                    JournalRecord.Keeping.UNTIL_RELEASED,
                                    MessageRecord.payload(head, content)));
        }
        return pending.await() instanceof Appended.Durable(RecordAddress address)
                ? moved(entry, address, place)
                : Outcome.REFUSED;
    }

    private Outcome moved(QueueEntry entry, RecordAddress address, BodyPlace place) {
        RecordAddress unneeded;
        Outcome outcome;
        synchronized (entry) {
            if (entry.isRemoved()) {
                unneeded = address;
                outcome = Outcome.REMOVED_MEANWHILE;
            } else {
                unneeded = entry.address();
                entry.moveTo(address, place);
                outcome = Outcome.MOVED;
            }
        }
        journal.release(unneeded);
        return outcome;
    }
}
