// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How the room of expunged messages is given back: each stretch that stays moves towards the
/// beginning of the file, in this order.
///
/// @param oldOctets the length of the file before
/// @param newOctets its length afterwards
/// @param ghosts the UIDs that go
/// @param base what is put into a message, as what stood in the first one before it goes
public record CompactionPlan(
        List<Move> moves, long oldOctets, long newOctets, List<Long> ghosts, Insertion base) {

    public CompactionPlan {
        moves = List.copyOf(moves);
        ghosts = List.copyOf(ghosts);
    }

    /// A stretch of the file, which comes to stand further ahead.
    public record Move(long source, long target, long octets) {}

    /// A line that is put before an offset of the file as it was, at an offset of the file as it
    /// will be.
    public record Insertion(long before, long target, String line) {
        public static final Insertion NONE = new Insertion(0, 0, "");
    }

    /// Where an octet of the file comes to stand.
    private long moved(long offset) {
        int low = 0;
        int high = moves.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Move move = moves.get(middle);
            if (offset < move.source()) {
                high = middle - 1;
            } else if (offset >= move.source() + move.octets()) {
                low = middle + 1;
            } else {
                return offset - move.source() + move.target();
            }
        }
        return offset;
    }

    private IndexEntry moved(IndexEntry entry) {
        Place old = entry.place();
        boolean grows = base.before() > old.offset() && base.before() < old.end();
        long contentOctets = old.contentOctets() + (grows ? base.line().length() : 0);
        return entry.withPlace(
                new Place(moved(old.offset()), old.fromOctets(), contentOctets, old.afterOctets()));
    }

    private List<IndexEntry> moved(Columns entries, Set<Long> without) {
        return entries.entries().stream()
                .filter(entry -> !without.contains(entry.uid()))
                .map(this::moved)
                .toList();
    }

    /// The state when all has been moved.
    IndexState applyTo(IndexState before) {
        return new IndexState(
                before.uidValidity(),
                before.uidNext(),
                before.modSeq(),
                before.firstRecent(),
                before.stamp(),
                Columns.of(moved(before.messages(), Set.of())),
                Columns.of(moved(before.ghosts(), new HashSet<>(ghosts))),
                before.keywords());
    }
}
