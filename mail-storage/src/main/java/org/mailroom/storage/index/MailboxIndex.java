// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.journal.Disk;
import org.mailroom.storage.file.FileStamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The index of one mailbox: its state in memory, and on the disk a base and the changes since.
/// What it says is checked against the mbox file by others, and can be made anew from it.
///
/// On the disk it is one file. A new base begins a new one; the old one goes when the new one is
/// safe. Safe for use by several threads.
public final class MailboxIndex implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxIndex.class);
    private static final long SMALL_OCTETS = 1 << 18;

    private final IndexFolder folder;
    private final String mailbox;

    /// Held for the length of a sync, and while the file is replaced.
    private final Object syncing = new Object();

    private IndexReplay replay = new IndexReplay();

    /// The highest number that a file has had.
    private long newest;

    private volatile @Nullable IndexFile file;

    /// Whether the disk may have lost some of what was written to it.
    private volatile boolean hasFailed;

    private long baseOctets;

    private volatile Disk disk;

    private MailboxIndex(IndexFolder folder, String mailbox) throws IOException {
        this.folder = folder;
        this.disk = folder.made();
        this.mailbox = mailbox;
    }

    /// Reads what there is. After this `state` is empty where there was nothing of use, or only the
    /// index of another mailbox.
    ///
    /// @param mailbox by which the index knows to whom it belongs
    /// @throws IOException also for an index of a newer version of this program
    public static MailboxIndex open(IndexFolder folder, String mailbox) throws IOException {
        var index = new MailboxIndex(folder, mailbox);
        List<Long> numbers =
                IndexFile.numbers(index.disk).stream().sorted(Comparator.reverseOrder()).toList();
        index.newest = numbers.isEmpty() ? 0 : numbers.getFirst();
        for (long number : numbers) {
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
        IndexFile journal = file;
        if (journal == null) {
            throw new IOException("the index has no file");
        }
        journal.append(change);
        replay.apply(change);
        long octets = journal.octets();
        if (octets > SMALL_OCTETS && octets > 3 * baseOctets && isSettled()) {
            tryRewrite(octets);
        }
    }

    // A base cannot say what is half done.
    private boolean isSettled() {
        return replay.pending().isEmpty() && replay.compaction().isEmpty();
    }

    // The change itself has been taken: no harm is done where there is no room for a new file.
    private void tryRewrite(long octets) {
        try {
            rewrite();
        } catch (IOException e) {
            baseOctets = octets;
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
        begin(base(state));
    }

    private IndexChange.Base base(IndexState state) {
        DeliveryMemory memory = replay.memory();
        return new IndexChange.Base(mailbox, state, memory.all(), memory.syncedBelow());
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

    private void write(List<IndexChange> changes) throws IOException {
        long number = ++newest;
        String name = IndexFile.name(number);
        disk = folder.made();
        if (disk.names().contains(name)) {
            disk.delete(name);
        }
        replaceFile(IndexFile.create(disk, number, changes));
        deleteOthers(name);
    }

    private void replaceFile(IndexFile next) throws IOException {
        IndexFile old = file;
        synchronized (syncing) {
            file = next;
            hasFailed = false;
            if (old != null) {
                old.close();
            }
        }
        baseOctets = next.octets();
    }

    private void deleteOthers(String name) throws IOException {
        for (String other : disk.names()) {
            if (other.startsWith(IndexFile.NAME) && !other.equals(name)) {
                disk.delete(other);
            }
        }
    }

    /// Makes all changes durable; others go on meanwhile. When that has failed, a later success on
    /// the same file would prove nothing: all goes into a new one. So it does where somebody has
    /// removed the file.
    public void sync() throws IOException {
        if (hasFailed || isRemoved()) {
            replace();
            return;
        }
        synchronized (syncing) {
            IndexFile journal = file;
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

    private boolean isRemoved() throws IOException {
        IndexFile journal = file;
        return journal != null && !disk.has(journal.toString());
    }

    private synchronized void replace() throws IOException {
        if (isRemoved()) {
            LOG.warn("The index in {} was removed, and is written anew", disk);
        } else if (!hasFailed || file == null) {
            return;
        }
        List<IndexChange> changes = new ArrayList<>();
        changes.add(base(replay.state().orElseThrow()));
        changes.addAll(replay.underWay());
        write(changes);
    }

    private boolean load(long number) throws IOException {
        IndexFile candidate = IndexFile.open(disk, number);
        IndexReplay found = new IndexReplay();
        candidate.replay(found);
        if (!isOurs(found, candidate)) {
            candidate.close();
            return false;
        }
        replay = found;
        file = candidate;
        baseOctets = candidate.octets();
        if (candidate.isCutOff()) {
            LOG.warn("The end of index file {} in {} is cut off", candidate, disk);
            // What stands behind the cut must not be taken for a continuation of what comes, and
            // what it told of the file is found by reading all of that.
            rewriteIfSettled();
        }
        if (replay.mailboxes().size() > 1) {
            apply(new IndexChange.Named(List.of(mailbox)));
        }
        return true;
    }

    private boolean isOurs(IndexReplay found, IndexFile candidate) {
        if (found.state().isEmpty()) {
            LOG.warn("Index file {} in {} is damaged", candidate, disk);
            return false;
        }
        if (!found.mailboxes().contains(mailbox)) {
            String others = String.join(", ", found.mailboxes());
            LOG.warn("The index in {} is that of {}, and not of {}", disk, others, mailbox);
            return false;
        }
        return true;
    }

    /// The mailbox is about to get another name: until it is opened again it may have either.
    public void rename(String other) throws IOException {
        if (state().isPresent()) {
            apply(new IndexChange.Named(List.of(mailbox, other)));
            sync();
        }
    }

    private void rewriteIfSettled() throws IOException {
        Optional<IndexState> state = replay.state();
        if (isSettled() && state.isPresent()) {
            begin(state.get().withStamp(FileStamp.ABSENT));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        synchronized (syncing) {
            IndexFile journal = file;
            file = null;
            if (journal != null) {
                journal.close();
            }
        }
    }
}
