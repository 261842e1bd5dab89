// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.CompactionPlan.Growth;
import org.mailroom.storage.index.CompactionPlan.Insertion;
import org.mailroom.storage.index.CompactionPlan.Move;
import org.mailroom.storage.index.IndexEntry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The pieces of which a file will be made from some offset on, gathered in the order of the file.
final class Pieces {
    private final long start;
    private final List<Move> moves = new ArrayList<>();
    private final List<Insertion> insertions = new ArrayList<>();
    private final List<Growth> growths = new ArrayList<>();
    private long source;
    private long target;
    private long inserted;

    Pieces(long start) {
        this.start = start;
        this.source = start;
        this.target = start;
    }

    private void keep(long end) {
        if (end > source) {
            moves.add(new Move(source, target, end - source));
            target += end - source;
            source = end;
        }
    }

    /// Leaves a stretch out.
    void skip(long from, long to) {
        keep(from);
        source = to;
    }

    /// Puts lines before an offset.
    void put(long offset, String lines) {
        keep(offset);
        int octets = lines.getBytes(StandardCharsets.UTF_8).length;
        insertions.add(new Insertion(target, lines));
        target += octets;
        inserted += octets;
    }

    void grow(long uid, int octets, IndexEntry.Written written) {
        growths.add(new Growth(uid, octets, written));
    }

    boolean isEmpty() {
        return growths.isEmpty();
    }

    /// All moves towards the beginning of the file.
    CompactionPlan plan(long fileOctets, List<Long> ghosts) {
        keep(fileOctets);
        return new CompactionPlan(moves, insertions, 0, fileOctets, target, ghosts, growths);
    }

    /// All is made of a copy behind the end of the file, so far behind it that what is made does
    /// not reach it.
    CompactionPlan shiftedPlan(long fileOctets, List<Long> ghosts) {
        keep(fileOctets);
        long shift = fileOctets - start + inserted;
        return new CompactionPlan(
                moves, insertions, shift, fileOctets + shift, target, ghosts, growths);
    }
}
