// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.journal.DiskFile;
import org.mailroom.core.message.MessageContent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Arrays;

/// The content of a message that is arriving: in memory while it is small and the budget lasts,
/// then in a file. Used by one thread. Trouble with the disk shows at `commit`; closing without a
/// commit leaves nothing behind.
public final class QueueDraft implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueDraft.class);
    private static final int FIRST_OCTETS = 8 << 10;
    private static final int MICROS_PER_MILLI = 1000;

    private final Queue queue;
    private final Queue.DraftParts parts;
    private final MemoryBudget budget;
    private final ContentFiles files;
    private final int inlineLimit;
    private final long sequence;
    private final long arrivedMicros;
    private final QueueId id;

    private byte[] memory = new byte[0];
    private int inMemory;
    private long octets;
    private @Nullable ContentWriter file;
    private @Nullable IOException trouble;
    private boolean hasName = true;
    private boolean handedOver;

    QueueDraft(Queue queue, Queue.DraftParts parts, long sequence, long arrivedMicros) {
        this.queue = queue;
        this.parts = parts;
        this.budget = parts.budget();
        this.files = parts.files();
        this.inlineLimit = parts.inlineLimit();
        this.sequence = sequence;
        this.arrivedMicros = arrivedMicros;
        this.id = QueueId.of(arrivedMicros, sequence);
    }

    public QueueId id() {
        return id;
    }

    /// Octets written so far.
    public long octets() {
        return octets;
    }

    public void write(byte[] buffer, int offset, int length) {
        octets += length;
        if (trouble != null) {
            return;
        }
        try {
            put(buffer, offset, length);
        } catch (IOException e) {
            trouble = e;
        }
    }

    private void put(byte[] buffer, int offset, int length) throws IOException {
        ContentWriter own = file;
        if (own == null && hasRoom(length)) {
            System.arraycopy(buffer, offset, memory, inMemory, length);
            inMemory += length;
            return;
        }
        if (own == null) {
            own = spill();
        }
        own.write(buffer, offset, length);
    }

    private boolean hasRoom(int more) {
        int needed = inMemory + more;
        if (needed <= memory.length) {
            return true;
        }
        if (needed > inlineLimit) {
            return false;
        }
        int size = Math.min(inlineLimit, Math.max(Math.max(FIRST_OCTETS, needed), inMemory * 2));
        if (!budget.take(size - memory.length)) {
            return false;
        }
        memory = Arrays.copyOf(memory, size);
        return true;
    }

    private ContentWriter spill() throws IOException {
        var own = new ContentWriter(files.create(id));
        file = own;
        own.write(memory, 0, inMemory);
        freeMemory();
        return own;
    }

    /// What was written so far; readable until this is closed or stored.
    ///
    /// @throws IOException when it could not be written
    public MessageContent content() throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        ContentWriter own = file;
        if (own == null) {
            return new ArrayContent(memory, 0, inMemory);
        }
        own.flush();
        return new StoredContent(octets, () -> new FileInput(own.file(), octets));
    }

    /// An empty draft of the same message that takes the place of this one, which is not to be
    /// written any more and stays readable until it is closed.
    public QueueDraft successor() {
        if (file != null) {
            // The open file outlives its name, which the successor may need
            files.delete(id);
            hasName = false;
        }
        return new QueueDraft(queue, parts, sequence, arrivedMicros);
    }

    /// Makes the message durable, blocking until it is. Once.
    public Stored commit(Envelope envelope) {
        return commit(envelope, Handling.USUAL);
    }

    /// The same with what is to be done with it from the beginning.
    public Stored commit(Envelope envelope, Handling handling) {
        IOException before = trouble;
        if (before != null) {
            return Queue.notStored(before);
        }
        ContentWriter own = file;
        try {
            if (own != null) {
                own.flush();
                files.seal(own.file());
            }
        } catch (IOException e) {
            trouble = e;
            return Queue.notStored(e);
        }
        BodyPlace place = own == null ? BodyPlace.INLINE : new BodyPlace.OwnFile(own.crc());
        return store(envelope, handling, place);
    }

    private QueueEntry.State state(Handling handling, int recipients) {
        return handling.release()
                .filter(it -> it.toEpochMilli() > Math.floorDiv(arrivedMicros, MICROS_PER_MILLI))
                .map(it -> QueueEntry.State.until(it, handling, recipients))
                .orElse(QueueEntry.State.NEW.handled(handling));
    }

    private Stored store(Envelope envelope, Handling handling, BodyPlace place) {
        var head =
                new MessageRecord.Head(
                        sequence,
                        arrivedMicros,
                        octets,
                        place,
                        state(handling, envelope.recipients().size()),
                        envelope);
        Stored stored = queue.store(head, new ArrayContent(memory, 0, inMemory));
        handedOver = stored instanceof Stored.Queued;
        return stored;
    }

    @Override
    public void close() {
        if (handedOver) {
            return;
        }
        handedOver = true;
        freeMemory();
        ContentWriter own = file;
        if (own != null) {
            closeQuietly(own.file());
            if (hasName) {
                files.delete(id);
            }
        }
    }

    private static void closeQuietly(DiskFile own) {
        try {
            own.close();
        } catch (IOException e) {
            LOG.debug("A draft that is thrown away did not close: {}", e.toString());
        }
    }

    private void freeMemory() {
        budget.giveBack(memory.length);
        memory = new byte[0];
        inMemory = 0;
    }
}
