// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Appended;
import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.DiskFile;
import org.mailroom.core.journal.FolderDisk;
import org.mailroom.core.journal.FolderLock;
import org.mailroom.core.journal.Journal;
import org.mailroom.core.journal.JournalRecord;
import org.mailroom.core.journal.JournalRecord.Keeping;
import org.mailroom.core.journal.Payload;
import org.mailroom.core.journal.Pending;
import org.mailroom.core.journal.ReadOnlyDisk;
import org.mailroom.core.journal.RecordAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// All messages that were accepted and are not yet delivered. Its state is the replay of the
/// journal. Safe for use by several threads.
///
/// Life: `open`, `start` with the one who is told of each new message, `close`.
public final class Queue implements AutoCloseable {
    /// Kinds of records.
    static final int MESSAGE = 1;

    static final int DONE = 2;
    static final int DEFERRED = 3;
    static final int REMOVED = 4;
    static final int HANDLED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);

    /// A message can move while it is looked up, though hardly twice.
    private static final int LOOK_UPS = 3;

    /// Characters of a reason that are remembered.
    private static final int MAX_REASON = 1000;

    private final Journal journal;
    private final ContentFiles files;
    private final PutAside putAside;
    private final FreeSpace space;
    private final MemoryBudget budget;
    private final DraftParts draftParts;
    private final Closeable lock;
    private final InstantSource clock;
    private final int maxDeferralOctets;
    private final AtomicLong nextSequence;
    private final Map<Long, QueueEntry> entries = new ConcurrentHashMap<>();
    private volatile BiConsumer<QueueEntry, Envelope> onArrival = (_, _) -> {};

    /// What a draft needs of the queue.
    record DraftParts(MemoryBudget budget, ContentFiles files, int inlineLimit) {}

    /// The folders of a queue.
    record Disks(Disk journal, Disk content, Disk corrupt) {}

    private Queue(QueueSettings settings, InstantSource clock, Disks disks, Closeable lock)
            throws IOException {
        QueueReplay replay = new QueueReplay();
        this.journal =
                Journal.open(disks.journal(), disks.corrupt(), settings.journal(), replay::see);
        this.files = new ContentFiles(disks.content());
        this.putAside = new PutAside(disks.corrupt());
        this.maxDeferralOctets = settings.journal().maxContentOctets() / 4;
        this.space = new FreeSpace(disks.journal(), settings);
        this.budget = new MemoryBudget(settings.memoryLimit());
        int inlineLimit = Math.min(settings.inlineLimit(), settings.journal().maxContentOctets());
        this.draftParts = new DraftParts(budget, files, inlineLimit);
        this.lock = lock;
        this.clock = clock;
        this.nextSequence = new AtomicLong(Math.max(1, journal.keysBelow()));
        load(replay.entries(journal, putAside));
    }

    /// Opens the queue in its directory, and takes the lock on it.
    ///
    /// @throws org.mailroom.core.journal.JournalException when it cannot be used, with what to do
    public static Queue open(QueueSettings settings, InstantSource clock) throws IOException {
        FolderLock lock = FolderLock.take(settings.directory());
        try {
            var disks =
                    new Disks(
                            FolderDisk.in(settings.directory().resolve("journal")),
                            FolderDisk.in(settings.directory().resolve("content")),
                            FolderDisk.in(settings.directory().resolve("corrupt")));
            return open(settings, clock, disks, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    static Queue open(QueueSettings settings, InstantSource clock, Disks disks, FolderLock lock)
            throws IOException {
        return new Queue(settings, clock, disks, lock);
    }

    /// Looks at a queue that nobody has open, and leaves its files as they are. It is never
    /// started.
    public static Queue look(QueueSettings settings, InstantSource clock) throws IOException {
        var disks =
                new Disks(
                        new ReadOnlyDisk(settings.directory().resolve("journal")),
                        new ReadOnlyDisk(settings.directory().resolve("content")),
                        new ReadOnlyDisk(settings.directory().resolve("corrupt")));
        return new Queue(settings, clock, disks, () -> {});
    }

    private void load(List<QueueEntry> found) throws IOException {
        Set<String> present = files.names();
        for (QueueEntry entry : found) {
            if (entry.isInOwnFile() && !present.contains(entry.id().text())) {
                // A removal is durable before its file goes: this one was lost.
                LOG.error("{} has no content file any more: its sender will hear", entry.id());
                entry.markDamaged();
            }
            entries.put(entry.sequence(), entry);
        }
        files.deleteAllBut(
                entries.values().stream()
                        .filter(QueueEntry::isInOwnFile)
                        .map(entry -> entry.id().text())
                        .collect(Collectors.toSet()));
    }

    /// Begins to take messages. `listener` is told of each new one on the thread that stored it,
    /// before that thread goes on: it must be quick.
    public void start(BiConsumer<QueueEntry, Envelope> listener) {
        onArrival = listener;
        journal.start(new CopyForward(this, journal, files, clock));
    }

    /// Begins a message; its id is fixed with this.
    public QueueDraft draft() {
        long arrived = QueueId.micros(clock.instant());
        return new QueueDraft(this, draftParts, nextSequence.getAndIncrement(), arrived);
    }

    /// Whether the disk has room for a message of this size, and for what else the queue needs
    /// (`queue_minfree`).
    public boolean hasRoomFor(long octets) {
        return journal.hasRoom() && space.has(octets);
    }

    /// The messages in the queue now.
    public Collection<QueueEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// The message of that id; empty where none in the queue has it, whatever the text is.
    public Optional<QueueEntry> find(String id) {
        OptionalLong sequence = QueueId.sequence(id);
        return sequence.isEmpty()
                ? Optional.empty()
                : entry(sequence.getAsLong()).filter(entry -> entry.id().text().equals(id));
    }

    Optional<QueueEntry> entry(long sequence) {
        return Optional.ofNullable(entries.get(sequence));
    }

    Stored store(MessageRecord.Head head, ArrayContent content) {
        var record =
                new JournalRecord(
                        MESSAGE,
                        head.sequence(),
                        Keeping.UNTIL_RELEASED,
                        MessageRecord.payload(head, content));
        return switch (journal.append(record)) {
            case Appended.Durable(RecordAddress address) -> {
                QueueEntry entry = new QueueEntry(head, address);
                cache(entry, head.envelope(), content);
                entries.put(entry.sequence(), entry);
                onArrival.accept(entry, head.envelope());
                yield new Stored.Queued(entry.id());
            }
            case Appended.Refused refused -> notStored(refused);
        };
    }

    private void cache(QueueEntry entry, Envelope envelope, ArrayContent content) {
        boolean soon = entry.due().isEmpty();
        if (soon && !entry.isInOwnFile() && budget.hasRoomForCache()) {
            entry.keepFresh(new QueueEntry.Fresh(envelope, content));
        } else {
            budget.giveBack(content.footprint());
        }
    }

    private static Stored notStored(Appended.Refused refused) {
        LOG.error("A message could not be stored: {}", refused.text());
        Stored.Reason reason =
                switch (refused.reason()) {
                    case DISK_FULL -> Stored.Reason.DISK_FULL;
                    case DISK_ERROR -> Stored.Reason.DISK_ERROR;
                    case TOO_LARGE -> Stored.Reason.TOO_LARGE;
                    case CLOSED -> Stored.Reason.CLOSING;
                };
        return new Stored.NotStored(reason, refused.text());
    }

    static Stored notStored(IOException trouble) {
        LOG.error("A message could not be stored: {}", trouble.toString());
        Stored.Reason reason =
                Disk.isFull(trouble) ? Stored.Reason.DISK_FULL : Stored.Reason.DISK_ERROR;
        return new Stored.NotStored(reason, trouble.toString());
    }

    /// Envelope and content of a message. Empty when it has been removed, or is damaged and has
    /// been put aside; an IOException is trouble that may pass.
    public Optional<QueuedMessage> load(QueueEntry entry) throws IOException {
        // Its record may still be there
        if (!entries.containsKey(entry.sequence())) {
            return Optional.empty();
        }
        Optional<QueueEntry.Fresh> fresh = entry.fresh();
        if (fresh.isPresent()) {
            var message = fresh.get();
            return Optional.of(new QueuedMessage(entry, message.envelope(), message.content()));
        }
        for (int i = 0; i < LOOK_UPS; i++) {
            Optional<MessageRecord.Head> head = QueueReplay.head(journal, entry.currentAddress());
            if (head.isPresent()) {
                var content = new StoredContent(entry.octets(), () -> open(entry));
                return Optional.of(new QueuedMessage(entry, head.get().envelope(), content));
            }
        }
        if (entries.containsKey(entry.sequence())) {
            putAside(entry);
        }
        return Optional.empty();
    }

    private InputStream open(QueueEntry entry) throws IOException {
        for (int i = 0; i < LOOK_UPS; i++) {
            if (entry.currentPlace() instanceof BodyPlace.OwnFile(int crc)) {
                return files.open(entry.id(), entry.octets(), crc, () -> noteDamage(entry));
            }
            Optional<ByteBuffer> payload = journal.read(entry.currentAddress());
            if (payload.isPresent()) {
                return MessageRecord.content(payload.get()).open();
            }
        }
        noteDamage(entry);
        throw new IOException("damaged message in the queue");
    }

    void noteDamage(QueueEntry entry) {
        if (entries.containsKey(entry.sequence())) {
            LOG.error("The content of {} in the queue is damaged", entry.id());
            entry.markDamaged();
        }
    }

    // Neither sender nor recipients are known any more: all that can be done is to keep the octets.
    private void putAside(QueueEntry entry) throws IOException {
        putAside.record(entry.currentAddress(), journal, entry.id() + " in the queue");
        remove(entry, Haste.SOON);
    }

    /// Ends a message whose content is damaged. Its octets are kept for a person to look at.
    public boolean removeDamaged(QueueEntry entry, Haste haste) throws IOException {
        putAside.record(entry.currentAddress(), journal, entry.id() + " in the queue");
        Optional<DiskFile> file = entry.isInOwnFile() ? files.raw(entry.id()) : Optional.empty();
        if (file.isPresent()) {
            try (DiskFile content = file.get()) {
                putAside.content(entry.id(), content);
            }
        }
        return remove(entry, haste);
    }

    /// Frees the memory of a message that has just arrived: its first delivery is over.
    public void forgetFresh(QueueEntry entry) {
        entry.forgetFresh().ifPresent(fresh -> budget.giveBack(fresh.content().footprint()));
    }

    /// Nothing more is to be done for these recipients: delivered, or bounced.
    public void done(QueueEntry entry, List<Integer> recipients, Haste haste) {
        Encoder fact = new Encoder().number(recipients.size());
        recipients.forEach(fact::number);
        synchronized (entry) {
            if (!entry.isRemoved()) {
                entry.markDone(recipients);
                write(DONE, entry, fact, haste);
            }
        }
    }

    /// The next attempt for all recipients that are left.
    public void deferred(
            QueueEntry entry, Instant until, QueueEntry.Warning warning, List<Deferral> reasons) {
        List<Deferral> why = bounded(reasons);
        Encoder fact = new Encoder();
        MessageRecord.encodeDeferrals(until.toEpochMilli(), warning, why, fact);
        synchronized (entry) {
            if (!entry.isRemoved()) {
                entry.markDeferred(until.toEpochMilli(), warning, why);
                write(DEFERRED, entry, fact, Haste.LATER);
            }
        }
    }

    // What other servers say has no bound, a record has. Three octets to a character at the most.
    private List<Deferral> bounded(List<Deferral> why) {
        int most = Math.min(MAX_REASON, maxDeferralOctets / 3 / Math.max(1, why.size()));
        return why.stream().map(it -> it.withTextUpTo(most)).toList();
    }

    /// Changes what is to be done with messages; answers those that are still there, when that is
    /// durable.
    ///
    /// @throws IOException when it is not known to be durable
    public List<QueueEntry> handle(List<QueueEntry> which, UnaryOperator<Handling> change)
            throws IOException {
        var there = new ArrayList<QueueEntry>();
        var written = new ArrayList<Pending>();
        for (QueueEntry entry : which) {
            synchronized (entry) {
                if (!entry.isRemoved()) {
                    entry.markHandled(change.apply(entry.handling()));
                    Encoder fact = new Encoder();
                    entry.handling().encode(fact);
                    written.add(journal.submit(record(HANDLED, entry, Payload.of(fact.finish()))));
                    there.add(entry);
                }
            }
        }
        await(written);
        return there;
    }

    /// Takes messages out of the queue; answers those that were there, when that is durable.
    ///
    /// @throws IOException when it is not known to be durable
    public List<QueueEntry> removeAll(List<QueueEntry> which) throws IOException {
        var written = new LinkedHashMap<QueueEntry, Pending>();
        for (QueueEntry entry : which) {
            leave(entry, () -> written.put(entry, journal.copyForward(removal(entry))));
        }
        var gone = List.copyOf(written.keySet());
        List<QueueEntry> withFiles = gone.stream().filter(QueueEntry::isInOwnFile).toList();
        try {
            await(written.values());
        } catch (IOException e) {
            // As in `remove`: as soon as it can be written
            gone.forEach(entry -> journal.appendLater(removal(entry)));
            throw e;
        }
        files.later(() -> withFiles.forEach(entry -> files.delete(entry.id())));
        return gone;
    }

    private static void await(Collection<Pending> written) throws IOException {
        for (Pending record : written) {
            if (record.await() instanceof Appended.Refused refused) {
                throw new IOException("cannot write to the queue: " + refused.text());
            }
        }
    }

    /// A message is finished and leaves the queue; false when it has left before.
    public boolean remove(QueueEntry entry, Haste haste) {
        return leave(
                entry,
                () -> {
                    if (entry.isInOwnFile()) {
                        files.later(() -> removeWithFile(entry));
                    } else {
                        write(REMOVED, entry, new Encoder(), haste);
                    }
                });
    }

    // `record` hands the removal over, under the entry's lock: no fact can come behind it.
    private boolean leave(QueueEntry entry, Runnable record) {
        RecordAddress address;
        synchronized (entry) {
            if (entry.isRemoved()) {
                return false;
            }
            entry.markRemoved();
            address = entry.address();
            record.run();
        }
        entries.remove(entry.sequence());
        forgetFresh(entry);
        journal.release(address);
        return true;
    }

    private void removeWithFile(QueueEntry entry) {
        // The file goes only when it is certain that nobody will look for it.
        if (journal.copyForward(removal(entry)).await() instanceof Appended.Durable) {
            files.delete(entry.id());
        }
    }

    private static JournalRecord removal(QueueEntry entry) {
        return record(REMOVED, entry, Payload.EMPTY);
    }

    private void write(int kind, QueueEntry entry, Encoder fact, Haste haste) {
        JournalRecord record = record(kind, entry, Payload.of(fact.finish()));
        switch (haste) {
            case SOON -> journal.appendSoon(record);
            case LATER -> journal.appendLater(record);
        }
    }

    private static JournalRecord record(int kind, QueueEntry entry, Payload payload) {
        return new JournalRecord(kind, entry.sequence(), Keeping.WITH_OLDER_RECORDS, payload);
    }

    /// Octets of content in memory now.
    long octetsInMemory() {
        return budget.used();
    }

    /// Whether messages can be stored at all; when not, only a new start can mend it.
    public boolean isWorking() {
        return journal.isWorking();
    }

    /// Syncs of the journal since the start.
    public long syncs() {
        return journal.syncs();
    }

    /// Writes what is left to be written, and closes. Messages that arrive from now on are refused.
    @Override
    public void close() throws IOException {
        files.close();
        journal.close();
        lock.close();
    }
}
