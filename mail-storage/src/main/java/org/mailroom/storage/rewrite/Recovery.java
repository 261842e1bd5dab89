// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.CompactionPlan.Move;
import org.mailroom.storage.index.IndexChange;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.MailboxIndex;
import org.mailroom.storage.rewrite.PageChecksums.Presence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings what was begun to its end: a write to the end of the file is kept whole or taken back, a
/// compaction is finished. What others have done meanwhile is to be looked for afterwards. Under an
/// exclusive lock; the index has a state.
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final LockedFile locked;
    private final MailboxIndex index;
    private final Layout layout;

    public Recovery(LockedFile locked, MailboxIndex index, Layout layout) {
        this.locked = locked;
        this.index = index;
        this.layout = layout;
    }

    public void run() throws IOException {
        if (index.pending().isPresent()) {
            finish(index.pending().get());
        }
        if (index.compaction().isPresent()) {
            finish(index.compaction().get());
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
        if (presence == Presence.WHOLE && !isScratch(intended)) {
            index.apply(new IndexChange.Written(unknown(intended.extent().end())));
        } else {
            boolean isOurs = presence == Presence.PART || presence == Presence.WHOLE;
            if (isOurs && stamp.octets() <= intended.extent().end()) {
                LOG.warn("{}: what was unfinished is cut off its end", locked.path());
                file.truncate(intended.extent().offset());
            }
            index.apply(new IndexChange.Withdrawn(state().stamp()));
        }
        index.begin(state());
    }

    // Without messages it was a copy, which is of use only when it is whole and noted as such.
    private static boolean isScratch(IndexChange.Intended intended) {
        return intended.added().isEmpty();
    }

    // Others may have added to it, and the end of the index may be lost: the file is to be looked
    // at, whatever its length.
    private FileStamp unknown(long octets) {
        FileStamp before = state().stamp();
        return new FileStamp(before.device(), before.inode(), octets, 0, 0);
    }

    private void finish(CompactionPlan plan) throws IOException {
        MailFile file = locked.file();
        FileStamp stamp = stamp();
        if (!stamp.isSameFile(state().stamp())) {
            abandon();
        } else if (isCut(plan, stamp.octets())) {
            var _ = layout.change(() -> plan.applyTo(state()));
            compacted(plan);
        } else if (stamp.octets() > plan.oldOctets()) {
            // Others have added mail, though a lock was left behind to prevent it.
            CompactionPlan longer = longer(plan, stamp.octets());
            index.apply(new IndexChange.Compacting(longer, index.compactedTo()));
            finish(longer);
        } else if (stamp.octets() == plan.oldOctets()) {
            new Compaction(file, index, plan, layout).run();
            var _ = layout.change(() -> cut(file, plan));
            file.sync();
            compacted(plan);
        } else {
            abandon();
        }
    }

    // Others may have made it as long as before, or longer, when it had been cut.
    private boolean isCut(CompactionPlan plan, long octets) throws IOException {
        Optional<Integer> rest = index.compactionRest();
        if (rest.isEmpty() || octets < plan.newOctets()) {
            return false;
        }
        return octets < plan.oldOctets()
                || Compaction.restChecksum(locked.file(), plan) != rest.get();
    }

    private IndexState cut(MailFile file, CompactionPlan plan) throws IOException {
        file.truncate(plan.newOctets());
        return plan.applyTo(state());
    }

    private void compacted(CompactionPlan plan) throws IOException {
        index.apply(new IndexChange.Compacted(unknown(plan.newOctets())));
        index.apply(new IndexChange.Synced(state().uidNext()));
        index.begin(state());
    }

    private static CompactionPlan longer(CompactionPlan plan, long octets) {
        List<Move> moves = new ArrayList<>(plan.moves());
        long more = octets - plan.oldOctets();
        moves.add(new Move(plan.oldOctets() - plan.shift(), plan.newOctets(), more));
        return new CompactionPlan(
                moves,
                plan.insertions(),
                plan.shift(),
                octets,
                plan.newOctets() + more,
                plan.ghosts(),
                plan.growths());
    }

    // The file is another one, or was cut by others: what it holds is found by reading it.
    private void abandon() throws IOException {
        LOG.warn("{}: a compaction was overtaken by another program", locked.path());
        index.begin(state().withStamp(FileStamp.ABSENT));
    }
}
