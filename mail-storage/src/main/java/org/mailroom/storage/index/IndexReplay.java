// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The state of a mailbox as its changes make it, and the deliveries it remembers. For one thread
/// at a time.
final class IndexReplay {
    private @Nullable IndexState state;
    private final DeliveryMemory memory = new DeliveryMemory();
    private IndexChange.@Nullable Intended pending;
    private @Nullable Compaction compaction;
    private List<String> mailboxes = List.of();
    private boolean isClosed;

    /// A compaction under way, and what has been done of it.
    ///
    /// @param rest the checksum of what is to be cut off, when nothing else is left to do
    record Compaction(CompactionPlan plan, long movedTo, Optional<Integer> rest) {
        Compaction(CompactionPlan plan, long movedTo) {
            this(plan, movedTo, Optional.empty());
        }
    }

    Optional<IndexState> state() {
        return Optional.ofNullable(state);
    }

    Optional<IndexChange.Intended> pending() {
        return Optional.ofNullable(pending);
    }

    Optional<Compaction> compaction() {
        return Optional.ofNullable(compaction);
    }

    /// What a base cannot say, as changes behind it.
    List<IndexChange> underWay() {
        List<IndexChange> changes = new ArrayList<>();
        pending().ifPresent(changes::add);
        compaction().ifPresent(c -> changes.add(new IndexChange.Compacting(c.plan(), c.movedTo())));
        compaction().flatMap(Compaction::rest).map(IndexChange.Copied::new).ifPresent(changes::add);
        return changes;
    }

    DeliveryMemory memory() {
        return memory;
    }

    /// The names of the mailbox to which all this belongs.
    List<String> mailboxes() {
        return mailboxes;
    }

    /// Whether nothing came after the mailbox was closed.
    boolean isClosed() {
        return isClosed;
    }

    void apply(IndexChange change) {
        isClosed = change instanceof IndexChange.Closed;
        if (change instanceof IndexChange.Base base) {
            state = base.state();
            mailboxes = List.of(base.mailbox());
            memory.remember(base.delivered());
            memory.synced(base.syncedBelow());
            return;
        }
        IndexState before = state;
        if (before == null) {
            throw new IllegalStateException("an index begins with its base");
        }
        state = apply(change, before);
    }

    private IndexState apply(IndexChange change, IndexState before) {
        return switch (change) {
            case IndexChange.Base base -> base.state();
            case IndexChange.Named(var names) -> {
                mailboxes = names;
                yield before;
            }
            case IndexChange.Intended intended -> {
                pending = intended;
                yield before;
            }
            case IndexChange.Written written -> written(written, before);
            case IndexChange.Withdrawn(var stamp) -> {
                pending = null;
                yield before.withStamp(stamp);
            }
            case IndexChange.Found(var added, var stamp) -> before.with(added, stamp);
            case IndexChange.Changed(var entries, var stamp) -> before.withChanged(entries, stamp);
            case IndexChange.Flagged(var uids, var what, var modSeq) ->
                    before.withFlagged(uids, what, modSeq);
            case IndexChange.Expunged(var uids, var modSeq, var stamp) ->
                    before.without(uids, modSeq, stamp);
            case IndexChange.Claimed(var uid) -> before.withFirstRecent(uid);
            case IndexChange.Closed _ -> before;
            case IndexChange.Recognized(var delivered) -> {
                memory.remember(List.of(delivered));
                yield before;
            }
            case IndexChange.Synced(var uidNext) -> {
                memory.synced(uidNext);
                yield before;
            }
            case IndexChange.Compacting(var plan, var movedTo) -> {
                pending = null;
                compaction = new Compaction(plan, movedTo);
                yield before;
            }
            case IndexChange.Moved(var target) -> moved(target, before);
            case IndexChange.Copied(var rest) -> copied(rest, before);
            case IndexChange.Compacted(var stamp) -> compacted(before).withStamp(stamp);
        };
    }

    private IndexState moved(long target, IndexState before) {
        Compaction current = compaction;
        if (current != null) {
            compaction = new Compaction(current.plan(), target);
        }
        return before;
    }

    private IndexState copied(int rest, IndexState before) {
        Compaction current = compaction;
        if (current != null) {
            CompactionPlan plan = current.plan();
            compaction = new Compaction(plan, plan.newOctets(), Optional.of(rest));
        }
        return before;
    }

    private IndexState compacted(IndexState before) {
        Compaction current = compaction;
        compaction = null;
        return current == null ? before : current.plan().applyTo(before);
    }

    private IndexState written(IndexChange.Written written, IndexState before) {
        IndexChange.Intended intended = pending;
        pending = null;
        if (intended == null) {
            return before.withStamp(written.stamp());
        }
        memory.remember(intended.deliveries());
        return before.with(intended.added(), written.stamp());
    }
}
