// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.CompactionPlan.Move;
import org.mailroom.storage.index.IndexChange;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.MailboxIndex;
import org.mailroom.storage.mailbox.PageChecksums.Presence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Brings what was begun to its end: a write to the end of the file is kept whole or taken back, a
/// compaction is finished. Under an exclusive lock; the index has a state.
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final LockedFile locked;
    private final MailboxIndex index;
    private final Layout layout;

    Recovery(LockedFile locked, MailboxIndex index, Layout layout) {
        this.locked = locked;
        this.index = index;
        this.layout = layout;
    }

    void run() throws IOException {
        if (index.pending().isPresent()) {
            finish(index.pending().get());
        }
        if (index.compaction().isPresent()) {
            CompactionPlan plan = index.compaction().get();
            var _ = layout.change(() -> finish(plan));
        }
    }

    private IndexState state() {
        return index.state().orElseThrow();
    }

    private FileStamp stamp() throws IOException {
        return locked.file().stamp();
    }

    // The last process ended between the intent to write and the note that it was done. Nothing is
    // cut but whole pages of what was intended, at the end of the file.
    private void finish(IndexChange.Intended intended) throws IOException {
        FileStamp stamp = stamp();
        MailFile file = locked.file();
        Presence presence = PageChecksums.presence(intended.extent(), file, stamp.octets());
        if (presence == Presence.WHOLE) {
            boolean isLast = stamp.octets() == intended.extent().end();
            index.apply(new IndexChange.Written(isLast ? stamp : atEnd(intended)));
        } else {
            if (presence == Presence.PART && stamp.octets() <= intended.extent().end()) {
                LOG.warn("{}: an unfinished message is cut off its end", locked.path());
                file.truncate(intended.extent().offset());
            }
            index.apply(new IndexChange.Withdrawn(state().stamp()));
        }
        index.begin(state());
    }

    // As if looked at when only the intended part had been written; others have added to it.
    private FileStamp atEnd(IndexChange.Intended intended) {
        FileStamp before = state().stamp();
        return new FileStamp(before.device(), before.inode(), intended.extent().end(), 0, 0);
    }

    private IndexState finish(CompactionPlan plan) throws IOException {
        MailFile file = locked.file();
        FileStamp stamp = stamp();
        boolean isCopied = index.compactedTo() >= plan.newOctets();
        if (!stamp.isSameFile(state().stamp())) {
            return abandon();
        }
        if (stamp.octets() > plan.oldOctets()) {
            // Others have added mail, though a lock was left behind to prevent it.
            CompactionPlan longer = longer(plan, stamp.octets());
            index.apply(new IndexChange.Compacting(longer, index.compactedTo()));
            return finish(longer);
        }
        if (stamp.octets() == plan.oldOctets()) {
            new Compaction(file, index, plan).run();
            file.truncate(plan.newOctets());
            file.sync();
        } else if (!isCopied || stamp.octets() < plan.newOctets()) {
            return abandon();
        }
        return compacted(plan);
    }

    private IndexState compacted(CompactionPlan plan) throws IOException {
        FileStamp now = stamp();
        FileStamp then =
                now.octets() == plan.newOctets()
                        ? now
                        : new FileStamp(now.device(), now.inode(), plan.newOctets(), 0, 0);
        index.apply(new IndexChange.Compacted(then));
        index.apply(new IndexChange.Synced(state().uidNext()));
        index.begin(state());
        return state();
    }

    private static CompactionPlan longer(CompactionPlan plan, long octets) {
        List<Move> moves = new ArrayList<>(plan.moves());
        long more = octets - plan.oldOctets();
        moves.add(new Move(plan.oldOctets(), plan.newOctets(), more));
        return new CompactionPlan(
                moves, octets, plan.newOctets() + more, plan.ghosts(), plan.base());
    }

    // The file is another one, or was cut by others: what it holds is found by reading it.
    private IndexState abandon() throws IOException {
        LOG.warn("{}: a compaction was overtaken by another program", locked.path());
        index.begin(state().withStamp(FileStamp.ABSENT));
        return state();
    }
}
