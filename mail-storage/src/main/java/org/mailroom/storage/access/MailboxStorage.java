// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.follow.FileFollower;
import org.mailroom.storage.follow.UnnoticedDeliveries;
import org.mailroom.storage.follow.UnnoticedDeliveries.Likeness;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.Delivered;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.index.IndexChange;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.Keywords;
import org.mailroom.storage.index.MailboxIndex;
import org.mailroom.storage.index.UidRanges;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.rewrite.CompactionPlanner;
import org.mailroom.storage.rewrite.FieldsPlanner;
import org.mailroom.storage.rewrite.Layout;
import org.mailroom.storage.rewrite.Recovery;
import org.mailroom.storage.rewrite.ShiftedCopy;
import org.mailroom.storage.rewrite.StoredState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;

/// An mbox file and its index, kept in step. For who has the turn, on a file thread; what needs a
/// lock on the file says so.
public final class MailboxStorage implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxStorage.class);
    private static final byte[] NOTHING = {};
    private static final byte[] LINE_END = {'\n'};
    private static final byte[] TWO_LINE_ENDS = {'\n', '\n'};

    private final AccessParts parts;
    private final LockedFile locked;
    private final MailboxIndex index;
    private final Layout layout;
    private final FileFollower follower;

    /// Messages that we have written, and that no sync has made durable yet.
    private final ConcurrentSkipListSet<Long> unsynced = new ConcurrentSkipListSet<>();

    /// Whether there may be expunged messages of which the file does not say so.
    private boolean mayLackMarks = true;

    MailboxStorage(AccessParts parts, LockedFile locked, MailboxIndex index, Layout layout) {
        this.parts = parts;
        this.locked = locked;
        this.index = index;
        this.layout = layout;
        this.follower = new FileFollower(parts.rescan(), locked, index, layout);
    }

    public IndexState state() {
        return index.state().orElseThrow(() -> new IllegalStateException("not refreshed"));
    }

    /// Whether a delivery has been made before. Under an exclusive lock, after `refresh`.
    public boolean isDelivered(Posting posting) throws IOException {
        if (posting.key().isEmpty()) {
            return false;
        }
        DeliveryKey key = posting.key().get();
        return index.isDelivered(key) || isDeliveredUnnoticed(key, posting);
    }

    /// A message that we have written, and of which the index has lost the note, counts if it is
    /// whole. If it breaks off, what there is of it is taken out.
    private boolean isDeliveredUnnoticed(DeliveryKey key, Posting posting) throws IOException {
        Optional<IndexEntry> entry = follower.unnoticed().take(key, state());
        if (entry.isEmpty()) {
            return false;
        }
        Likeness likeness =
                UnnoticedDeliveries.compare(locked.file(), entry.get(), posting.content());
        switch (likeness) {
            case SAME -> {
                locked.file().sync();
                var delivered = new Delivered(key, entry.get().uid());
                index.apply(new IndexChange.Recognized(delivered));
            }
            case BEGINNING -> {
                LOG.warn("{}: the beginning of {} is taken out", locked.path(), key.queueId());
                var _ = expunge(List.of(entry.get().uid()));
            }
            case OTHER -> LOG.debug("{}: {} is not there", locked.path(), key.queueId());
        }
        return likeness == Likeness.SAME;
    }

    /// Takes what other programs did to the file into the index. Under a lock.
    void refresh() throws IOException {
        Optional<IndexState> before = index.state();
        follower.refresh();
        mayLackMarks |= !index.state().equals(before);
    }

    /// Whether the file may tell less of the mailbox than it did before. On any thread.
    boolean mayTellLess() {
        return follower.mayTellLess();
    }

    /// To be called when all has been written into the file.
    public void toldAll() {
        follower.toldAll();
    }

    /// Whether the last write was cut short, so that the file must be looked at before anything
    /// else, under an exclusive lock.
    boolean needsRecovery() {
        return index.pending().isPresent() || index.compaction().isPresent();
    }

    /// Takes back what we have written since the last sync: the disk has failed to keep it. What
    /// other programs have added is theirs. Under an exclusive lock, after `refresh`.
    void rollBack() throws IOException {
        List<Long> lost = List.copyOf(unsynced);
        index.forgetDeliveries(lost);
        var _ = expunge(lost);
        unsynced.clear();
        index.begin(state());
    }

    /// Writes messages to the end of the file and answers their UIDs. Under an exclusive lock,
    /// after `refresh`. Not durable yet.
    ///
    /// @throws TooManyMessagesException when there would be more than a mailbox may have
    public List<Long> append(List<Posting> postings) throws IOException {
        IndexState before = state();
        parts.rescan()
                .room()
                .check(before.messages().size() + before.ghosts().size() + postings.size());
        var batch = new Batch(before, lead(before), parts.rescan().zone());
        var keywords = new Keywords(before);
        for (Posting posting : postings) {
            batch.add(posting.with(keywords.admit(posting.flags())));
        }
        Batch.Image image = batch.image();
        index.apply(new IndexChange.Intended(batch.entries(), batch.deliveries(), image.extent()));
        MailFile file = locked.file();
        try {
            image.writeTo(file);
            index.apply(new IndexChange.Written(file.stamp()));
        } catch (Throwable e) {
            // All or none, whatever has gone wrong.
            file.truncate(before.stamp().octets());
            index.apply(new IndexChange.Withdrawn(file.stamp()));
            throw e;
        }
        List<Long> uids = batch.entries().stream().map(IndexEntry::uid).toList();
        unsynced.addAll(uids);
        return uids;
    }

    // A message begins behind an empty line.
    private byte[] lead(IndexState before) throws IOException {
        long octets = before.stamp().octets();
        if (octets == 0) {
            return NOTHING;
        }
        byte[] last = new byte[(int) Math.min(3, octets)];
        locked.file().read(ByteBuffer.wrap(last), octets - last.length);
        if (last[last.length - 1] != '\n') {
            return TWO_LINE_ENDS;
        }
        boolean isEmpty = last.length > 1 && last[last.length - 2] == '\n';
        boolean isEmptyWithCr =
                last.length > 2 && last[last.length - 2] == '\r' && last[last.length - 3] == '\n';
        return isEmpty || isEmptyWithCr ? NOTHING : LINE_END;
    }

    /// Changes flags; answers the UIDs of messages that have changed since `unchangedSince`.
    public List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince)
            throws IOException {
        IndexState before = state();
        FlagChange known = known(change, before);
        List<Long> refused = new ArrayList<>();
        var changed = new UidRanges(before.messages());
        for (long uid : uids) {
            int position = before.messages().position(uid);
            if (position < 0) {
                continue;
            }
            Flags flags = before.messages().flags(position);
            if (before.messages().modSeq(position) > unchangedSince) {
                refused.add(uid);
            } else if (!known.applyTo(flags).equals(flags)) {
                changed.add(position);
            }
        }
        if (!changed.ranges().isEmpty()) {
            index.apply(new IndexChange.Flagged(changed.ranges(), known, before.modSeq() + 1));
        }
        return refused;
    }

    private static FlagChange known(FlagChange change, IndexState before) {
        Flags flags =
                switch (change.mode()) {
                    case ADD, REPLACE -> new Keywords(before).admit(change.flags());
                    case REMOVE -> change.flags().spelledAs(before.keywords());
                };
        return new FlagChange(change.mode(), flags);
    }

    /// Takes messages out, and marks them in the file. Under an exclusive lock, after `refresh`.
    public List<Long> expunge(List<Long> uids) throws IOException {
        IndexState before = state();
        List<Long> there =
                uids.stream().filter(uid -> before.messages().position(uid) >= 0).toList();
        if (there.isEmpty()) {
            return there;
        }
        long modSeq = before.modSeq() + 1;
        index.apply(new IndexChange.Expunged(there, modSeq, before.stamp()));
        MailFile file = locked.file();
        var stored = new StoredState(file);
        List<IndexEntry> marked = new ArrayList<>();
        for (long uid : there) {
            IndexEntry entry = before.messages().entry(before.messages().position(uid));
            if (stored.write(entry, StateFields.Age.OLD, StateFields.Life.EXPUNGED)) {
                marked.add(entry.withFlags(entry.flags(), entry.modSeq(), IndexEntry.Written.YES));
            }
        }
        mayLackMarks |= marked.size() < there.size();
        index.apply(new IndexChange.Changed(marked, file.stamp()));
        return there;
    }

    /// Writes flags that only the index knows into the file, where it has room for them. Under an
    /// exclusive lock, after `refresh`.
    public void writeFlags() throws IOException {
        IndexState before = state();
        MailFile file = locked.file();
        var stored = new StoredState(file);
        List<IndexEntry> written = new ArrayList<>();
        for (int position = 0; position < before.messages().size(); position++) {
            if (before.messages().written(position) != IndexEntry.Written.NOT_YET) {
                continue;
            }
            IndexEntry entry = before.messages().entry(position);
            StateFields.Age age = StateFields.Age.of(entry.uid(), before.firstRecent());
            if (stored.write(entry, age, StateFields.Life.LIVE)) {
                written.add(entry.withFlags(entry.flags(), entry.modSeq(), IndexEntry.Written.YES));
            }
        }
        writeBase(before, stored);
        index.apply(new IndexChange.Changed(written, file.stamp()));
    }

    // UIDs that only the index knows are not to be given again where it is lost.
    private void writeBase(IndexState state, StoredState stored) throws IOException {
        Optional<IndexEntry> first = state.firstInFile();
        if (first.isPresent()) {
            stored.writeBase(first.get(), state.uidValidity(), state.uidNext() - 1);
        }
    }

    /// Gives the room of expunged messages back. Under an exclusive lock, after `refresh`.
    public void compact() throws IOException {
        writeFlags();
        Optional<CompactionPlan> plan = new CompactionPlanner(state(), locked.file()).plan();
        if (plan.isPresent()) {
            carryOut(plan.get());
        }
    }

    /// Gives messages that lack them the fields of state, after `writeFlags`.
    public void writeFields() throws IOException {
        boolean mayLack = mayLackMarks || FieldsPlanner.mayLack(state(), locked.file());
        mayLackMarks = false;
        if (!mayLack) {
            return;
        }
        Optional<CompactionPlan> plan = new FieldsPlanner(state(), locked.file()).plan();
        if (plan.isPresent()) {
            if (plan.get().shift() > 0) {
                copyBehind(plan.get());
            }
            carryOut(plan.get());
        }
    }

    private void carryOut(CompactionPlan plan) throws IOException {
        locked.keepLock();
        index.apply(new IndexChange.Compacting(plan, 0));
        index.sync();
        new Recovery(locked, index, layout).run();
        FileStamp left = locked.file().stamp();
        if (left.octets() == plan.newOctets()) {
            index.apply(new IndexChange.Changed(List.of(), left));
        }
    }

    // Until the plan is noted, the copy is of no use to anybody, and is cut off after a crash.
    private void copyBehind(CompactionPlan plan) throws IOException {
        MailFile file = locked.file();
        FileStamp before = state().stamp();
        var copy = new ShiftedCopy(file, before.octets(), plan);
        index.apply(new IndexChange.Intended(List.of(), List.of(), copy.extent()));
        index.sync();
        try {
            copy.write();
            file.sync();
        } catch (IOException e) {
            file.truncate(before.octets());
            index.apply(new IndexChange.Withdrawn(file.stamp()));
            throw e;
        }
    }

    public void claim(long firstRecent) throws IOException {
        index.apply(new IndexChange.Claimed(firstRecent));
    }

    /// The file has been synced since it held all messages with lower UIDs. After a power loss the
    /// index tells so how far the file can be trusted; those are looked at of which it does not.
    void noteSynced(long uidNext) throws IOException {
        index.apply(new IndexChange.Synced(uidNext));
    }

    /// All messages with lower UIDs are durable, in the file and in the index.
    void keep(long uidNext) {
        unsynced.headSet(uidNext).clear();
    }

    public void syncIndex() throws IOException {
        index.sync();
    }

    /// Leaves all in order, where it is.
    @Override
    public void close() throws IOException {
        try {
            if (follower.isProven() && !needsRecovery() && !index.isClosed()) {
                index.apply(new IndexChange.Closed());
            }
        } finally {
            index.close();
        }
    }
}
