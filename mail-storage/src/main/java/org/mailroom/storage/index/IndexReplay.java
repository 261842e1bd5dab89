// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The state of a mailbox as its changes make it, and the deliveries it remembers. For one thread
/// at a time.
final class IndexReplay {
    /// Enough for all that the queue may take up again after a crash.
    private static final int DELIVERIES = 8192;

    private @Nullable IndexState state;
    private final Deque<DeliveryKey> delivered = new ArrayDeque<>();
    private final Set<DeliveryKey> deliveredSet = new HashSet<>();
    private long deliveries;
    private IndexChange.@Nullable Intended pending;
    private @Nullable Compaction compaction;

    /// A compaction under way, and what has been done of it.
    record Compaction(CompactionPlan plan, long movedTo) {}

    Optional<IndexState> state() {
        return Optional.ofNullable(state);
    }

    Optional<IndexChange.Intended> pending() {
        return Optional.ofNullable(pending);
    }

    Optional<Compaction> compaction() {
        return Optional.ofNullable(compaction);
    }

    List<DeliveryKey> delivered() {
        return List.copyOf(delivered);
    }

    long deliveries() {
        return deliveries;
    }

    void forgetSince(long count) {
        while (deliveries > count && !delivered.isEmpty()) {
            deliveredSet.remove(delivered.removeLast());
            deliveries--;
        }
    }

    boolean isDelivered(DeliveryKey key) {
        return deliveredSet.contains(key);
    }

    void remember(Collection<DeliveryKey> keys) {
        for (DeliveryKey key : keys) {
            if (deliveredSet.add(key)) {
                delivered.add(key);
                deliveries++;
            }
        }
        while (delivered.size() > DELIVERIES) {
            deliveredSet.remove(delivered.remove());
        }
    }

    void apply(IndexChange change) {
        if (change instanceof IndexChange.Base(IndexState begin, List<DeliveryKey> known)) {
            state = begin;
            remember(known);
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
            case IndexChange.Base(IndexState begin, _) -> begin;
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
            case IndexChange.Expunged(var uids, var modSeq, var stamp) ->
                    before.without(uids, modSeq, stamp);
            case IndexChange.Claimed(var uid) -> before.withFirstRecent(uid);
            case IndexChange.Compacting(var plan, var movedTo) -> {
                compaction = new Compaction(plan, movedTo);
                yield before;
            }
            case IndexChange.Moved(var target) -> moved(target, before);
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
        remember(intended.deliveries());
        return before.with(intended.added(), written.stamp());
    }
}
