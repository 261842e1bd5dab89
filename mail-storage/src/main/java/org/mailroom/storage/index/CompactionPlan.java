// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a file is written anew in its place, from somewhere on: each stretch that stays comes to
/// stand where it belongs, in this order, with lines put between.
///
/// Without a shift the room of expunged messages is given back, and every stretch moves towards the
/// beginning of the file. With a shift there may be more to write than there is room: all that
/// stands behind the first source has been copied to behind the end of the file first.
///
/// @param moves in the order of the file, before and after
/// @param insertions in the order of the file
/// @param shift how far behind a source its copy stands; 0 where there is none
/// @param oldOctets the length of the file before, with the copy
/// @param newOctets its length afterwards
/// @param ghosts the UIDs that go
/// @param growths of messages into which lines are put, or out of which they are taken
public record CompactionPlan(
        List<Move> moves,
        List<Insertion> insertions,
        long shift,
        long oldOctets,
        long newOctets,
        List<Long> ghosts,
        List<Growth> growths) {

    public CompactionPlan {
        moves = List.copyOf(moves);
        insertions = List.copyOf(insertions);
        ghosts = List.copyOf(ghosts);
        growths = List.copyOf(growths);
    }

    /// A stretch of the file, which comes to stand elsewhere.
    public record Move(long source, long target, long octets) {}

    /// Lines that come to stand at an offset.
    public record Insertion(long target, String text) {}

    /// By how much the stored message of a UID becomes longer, and whether the file says then what
    /// the index says.
    public record Growth(long uid, int octets, IndexEntry.Written written) {}

    /// Where octets are found, and how many there follow one another.
    public record Spot(long offset, long octets) {}

    /// Where an octet is found while the plan is carried out.
    ///
    /// @param movedTo all that will stand before this is in its place
    public Spot spot(long offset, long movedTo) {
        if (moves.isEmpty() || offset < moves.getFirst().source()) {
            return new Spot(offset, Long.MAX_VALUE);
        }
        if (shift > 0) {
            // The copy is whole to the end.
            return new Spot(offset + shift, Long.MAX_VALUE);
        }
        Move move = moves.get(lastBefore(offset));
        long into = offset - move.source();
        long target = move.target() + into;
        return target < movedTo
                ? new Spot(target, Math.min(move.octets() - into, movedTo - target))
                : new Spot(offset, Long.MAX_VALUE);
    }

    private int lastBefore(long offset) {
        int low = 0;
        int high = moves.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            low = moves.get(middle).source() <= offset ? middle : low;
            high = moves.get(middle).source() <= offset ? high : middle - 1;
        }
        return low;
    }

    /// Where an octet of the file comes to stand.
    private long moved(long offset) {
        if (moves.isEmpty() || offset < moves.getFirst().source()) {
            return offset;
        }
        Move move = moves.get(lastBefore(offset));
        return offset - move.source() + move.target();
    }

    private IndexEntry moved(IndexEntry entry, Map<Long, Growth> grown) {
        Place old = entry.place();
        Growth growth = grown.getOrDefault(entry.uid(), new Growth(0, 0, entry.written()));
        var place =
                new Place(
                        moved(old.offset()),
                        old.fromOctets(),
                        old.contentOctets() + growth.octets(),
                        old.afterOctets());
        return entry.withPlace(place).withFlags(entry.flags(), entry.modSeq(), growth.written());
    }

    private List<IndexEntry> moved(Columns entries, Set<Long> without, Map<Long, Growth> grown) {
        return entries.entries().stream()
                .filter(entry -> !without.contains(entry.uid()))
                .map(entry -> moved(entry, grown))
                .toList();
    }

    /// The state when all has been moved.
    public IndexState applyTo(IndexState before) {
        Map<Long, Growth> grown = new HashMap<>();
        growths.forEach(growth -> grown.put(growth.uid(), growth));
        return new IndexState(
                before.uidValidity(),
                before.uidNext(),
                before.modSeq(),
                before.firstRecent(),
                before.stamp(),
                Columns.of(moved(before.messages(), Set.of(), grown)),
                Columns.of(moved(before.ghosts(), new HashSet<>(ghosts), grown)),
                before.keywords());
    }
}
