// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.DiskFile;
import org.mailroom.storage.file.FileStamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The index of one mailbox: its state in memory, and on the disk a base and the changes since.
/// What it says is checked against the mbox file by others, and can be made anew from it.
///
/// On the disk it is one file, `.index-N`: magic, version, then records of length, CRC32C (over
/// generation and offset too) and octets. A new base begins a new file; the old one goes when the
/// new one is safe. Safe for use by several threads.
public final class MailboxIndex implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxIndex.class);
    private static final String NAME = ".index-";
    private static final long MAGIC = 0x4d61_696c_726d_4958L;
    private static final int VERSION = 2;
    private static final int HEADER_OCTETS = 16;
    private static final int RECORD_HEADER_OCTETS = 8;
    private static final long SMALL_OCTETS = 1 << 18;

    private final Disk disk;
    private final String mailbox;

    /// Held for the length of a sync, and while the file is replaced.
    private final Object syncing = new Object();

    private IndexReplay replay = new IndexReplay();

    /// Of the file in use.
    private long generation;

    /// The highest number that a file has had.
    private long newest;

    private volatile @Nullable DiskFile file;

    /// Whether the disk may have lost some of what was written to it.
    private volatile boolean hasFailed;

    private long end;
    private long baseOctets;

    private MailboxIndex(Disk disk, String mailbox) {
        this.disk = disk;
        this.mailbox = mailbox;
    }

    /// Reads what there is. After this `state` is empty where there was nothing of use, or only the
    /// index of another mailbox.
    ///
    /// @param mailbox by which the index knows to whom it belongs
    /// @throws IOException also for an index of a newer version of this program
    public static MailboxIndex open(Disk disk, String mailbox) throws IOException {
        var index = new MailboxIndex(disk, mailbox);
        List<Long> generations =
                disk.names().stream()
                        .filter(name -> name.matches("\\.index-[0-9]{1,18}"))
                        .map(name -> Long.parseLong(name.substring(NAME.length())))
                        .sorted(Comparator.reverseOrder())
                        .toList();
        index.newest = generations.isEmpty() ? 0 : generations.getFirst();
        for (long number : generations) {
            if (index.load(number)) {
                break;
            }
        }
        return index;
    }

    public synchronized Optional<IndexState> state() {
        return replay.state();
    }

    /// What was about to be written when the last process ended.
    public synchronized Optional<IndexChange.Intended> pending() {
        return replay.pending();
    }

    /// The compaction that was under way when the last process ended.
    public synchronized Optional<CompactionPlan> compaction() {
        return replay.compaction().map(IndexReplay.Compaction::plan);
    }

    /// Up to which offset of its result it is done.
    public synchronized long compactedTo() {
        return replay.compaction().map(IndexReplay.Compaction::movedTo).orElse(0L);
    }

    /// The checksum of what is still to be cut off, when it has come so far.
    public synchronized Optional<Integer> compactionRest() {
        return replay.compaction().flatMap(IndexReplay.Compaction::rest);
    }

    public synchronized boolean isDelivered(DeliveryKey key) {
        return replay.memory().knows(key);
    }

    /// Whether the last process left the mailbox in order.
    public synchronized boolean isClosed() {
        return replay.isClosed();
    }

    /// Takes a change into the state and the journal. It survives the end of this process; `sync`
    /// makes it survive that of the machine.
    public synchronized void apply(IndexChange change) throws IOException {
        DiskFile journal = file;
        if (journal == null) {
            throw new IOException("the index has no file");
        }
        byte[] octets = IndexCodec.encode(change);
        ByteBuffer record = record(octets, generation, end);
        int length = record.remaining();
        journal.write(record, end);
        end += length;
        replay.apply(change);
        if (end > SMALL_OCTETS && end > 3 * baseOctets && isSettled()) {
            tryRewrite();
        }
    }

    // A base cannot say what is half done.
    private boolean isSettled() {
        return replay.pending().isEmpty() && replay.compaction().isEmpty();
    }

    // The change itself has been taken: no harm is done where there is no room for a new file.
    private void tryRewrite() {
        try {
            rewrite();
        } catch (IOException e) {
            baseOctets = end;
            LOG.warn("The index in {} cannot be written anew: {}", disk, e.toString());
        }
    }

    /// Forgets deliveries: their messages are not in the mailbox after all.
    public synchronized void forgetDeliveries(Collection<Long> uids) {
        replay.memory().forget(uids);
    }

    /// Messages with a lower UID were durable in the file when the last process ended, or are now.
    public synchronized long syncedBelow() {
        return replay.memory().syncedBelow();
    }

    /// Begins anew with a state; deliveries stay known.
    public synchronized void begin(IndexState state) throws IOException {
        DeliveryMemory memory = replay.memory();
        begin(new IndexChange.Base(mailbox, state, memory.all(), memory.syncedBelow()));
    }

    /// The same with a state in which messages have other UIDs than before.
    public synchronized void beginRenumbered(IndexState state) throws IOException {
        List<Delivered> known =
                replay.memory().all().stream()
                        .map(delivered -> new Delivered(delivered.key(), 0))
                        .toList();
        begin(new IndexChange.Base(mailbox, state, known, 0));
    }

    private void begin(IndexChange.Base base) throws IOException {
        IndexReplay next = new IndexReplay();
        next.apply(base);
        write(List.of(base));
        replay = next;
    }

    private void rewrite() throws IOException {
        Optional<IndexState> state = replay.state();
        if (state.isPresent()) {
            begin(state.get());
        }
    }

    private void write(List<IndexChange> records) throws IOException {
        long number = ++newest;
        String name = NAME + number;
        if (disk.names().contains(name)) {
            disk.delete(name);
        }
        DiskFile next = disk.create(name);
        try {
            next.write(header(), 0);
            long length = HEADER_OCTETS;
            for (IndexChange change : records) {
                ByteBuffer record = record(IndexCodec.encode(change), number, length);
                int octets = record.remaining();
                next.write(record, length);
                length += octets;
            }
            next.sync();
            disk.sync();
            replaceFile(next, number, length);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        deleteOthers(name);
    }

    private void replaceFile(DiskFile next, long number, long length) throws IOException {
        DiskFile old = file;
        synchronized (syncing) {
            file = next;
            hasFailed = false;
            if (old != null) {
                old.close();
            }
        }
        generation = number;
        end = length;
        baseOctets = length;
    }

    private void deleteOthers(String name) throws IOException {
        for (String other : disk.names()) {
            if (other.startsWith(NAME) && !other.equals(name)) {
                disk.delete(other);
            }
        }
    }

    /// Makes all changes durable; others go on meanwhile. When that has failed, a later success on
    /// the same file would prove nothing: all goes into a new one.
    public void sync() throws IOException {
        if (hasFailed) {
            replaceFailed();
            return;
        }
        synchronized (syncing) {
            DiskFile journal = file;
            if (journal != null) {
                try {
                    journal.sync();
                } catch (IOException e) {
                    hasFailed = true;
                    throw e;
                }
            }
        }
    }

    private synchronized void replaceFailed() throws IOException {
        if (!hasFailed || file == null) {
            return;
        }
        DeliveryMemory memory = replay.memory();
        IndexState state = replay.state().orElseThrow();
        List<IndexChange> records = new ArrayList<>();
        records.add(new IndexChange.Base(mailbox, state, memory.all(), memory.syncedBelow()));
        records.addAll(replay.underWay());
        write(records);
    }

    private boolean load(long number) throws IOException {
        DiskFile candidate = disk.open(NAME + number);
        IndexReplay found = new IndexReplay();
        long size = candidate.size();
        long at = isIntactHeader(candidate) ? replay(candidate, number, found) : HEADER_OCTETS;
        if (!isOurs(found, number)) {
            candidate.close();
            return false;
        }
        adopt(candidate, found, number, at);
        if (size > at) {
            LOG.warn("The end of index file {}{} in {} is cut off", NAME, number, disk);
            // What stands behind the cut must not be taken for a continuation of what comes, and
            // what it told of the file is found by reading all of that.
            rewriteIfSettled();
        }
        if (replay.mailboxes().size() > 1) {
            apply(new IndexChange.Named(List.of(mailbox)));
        }
        return true;
    }

    private boolean isOurs(IndexReplay found, long number) {
        if (found.state().isEmpty()) {
            LOG.warn("Index file {}{} in {} is damaged", NAME, number, disk);
            return false;
        }
        if (!found.mailboxes().contains(mailbox)) {
            String others = String.join(", ", found.mailboxes());
            LOG.warn("The index in {} is that of {}, and not of {}", disk, others, mailbox);
            return false;
        }
        return true;
    }

    /// Answers where the intact records end.
    private static long replay(DiskFile candidate, long number, IndexReplay found)
            throws IOException {
        long size = candidate.size();
        long at = HEADER_OCTETS;
        Optional<byte[]> record = read(candidate, number, at, size);
        while (record.isPresent()) {
            found.apply(IndexCodec.decode(record.get()));
            at += RECORD_HEADER_OCTETS + record.get().length;
            record = read(candidate, number, at, size);
        }
        return at;
    }

    /// The mailbox is about to get another name: until it is opened again it may have either.
    public void rename(String other) throws IOException {
        if (state().isPresent()) {
            apply(new IndexChange.Named(List.of(mailbox, other)));
            sync();
        }
    }

    private void adopt(DiskFile candidate, IndexReplay found, long number, long length) {
        replay = found;
        file = candidate;
        end = length;
        baseOctets = length;
        generation = number;
    }

    private void rewriteIfSettled() throws IOException {
        Optional<IndexState> state = replay.state();
        if (isSettled() && state.isPresent()) {
            begin(state.get().withStamp(FileStamp.ABSENT));
        }
    }

    private static ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS).putLong(MAGIC).putInt(VERSION);
        return header.putInt(headerChecksum(VERSION)).flip();
    }

    private static int headerChecksum(int version) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).putLong(MAGIC).putInt(version).flip());
        return (int) crc.getValue();
    }

    private static boolean isIntactHeader(DiskFile file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        if (file.read(header, 0) < HEADER_OCTETS) {
            return false;
        }
        header.flip();
        boolean isOurs = header.getLong() == MAGIC;
        int version = header.getInt();
        boolean intact = isOurs && header.getInt() == headerChecksum(version);
        if (intact && version > VERSION) {
            throw new IOException("the index is of a newer version of Mailroom");
        }
        return intact && version == VERSION;
    }

    private static ByteBuffer record(byte[] octets, long generation, long offset) {
        return ByteBuffer.allocate(RECORD_HEADER_OCTETS + octets.length)
                .putInt(octets.length)
                .putInt(checksum(octets, generation, offset))
                .put(octets)
                .flip();
    }

    private static int checksum(byte[] octets, long generation, long offset) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(generation).putLong(offset).flip());
        crc.update(octets);
        return (int) crc.getValue();
    }

    private static Optional<byte[]> read(DiskFile file, long generation, long at, long size)
            throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_OCTETS);
        if (file.read(header, at) < RECORD_HEADER_OCTETS) {
            return Optional.empty();
        }
        header.flip();
        int length = header.getInt();
        int checksum = header.getInt();
        if (length <= 0 || at + RECORD_HEADER_OCTETS + length > size) {
            return Optional.empty();
        }
        byte[] octets = new byte[length];
        int n = file.read(ByteBuffer.wrap(octets), at + RECORD_HEADER_OCTETS);
        return n == length && checksum(octets, generation, at) == checksum
                ? Optional.of(octets)
                : Optional.empty();
    }

    @Override
    public synchronized void close() throws IOException {
        synchronized (syncing) {
            DiskFile journal = file;
            file = null;
            if (journal != null) {
                journal.close();
            }
        }
    }
}
