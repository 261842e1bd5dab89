// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.mbox.StateSlots;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Plans how the room of expunged messages is given back. What nobody knows, as text before the
/// first message, stays where it is between what it stands between.
public final class CompactionPlanner {
    /// What parts two messages is never longer.
    static final int MAX_SEPARATOR = 4;

    /// Moving this many octets for one that is gained is not worth it.
    private static final long WORTH = 256;

    private final IndexState state;
    private final StoredState stored;
    private final TreeSet<Long> offsets = new TreeSet<>();

    public CompactionPlanner(IndexState state, MailFile file) {
        this.state = state;
        this.stored = new StoredState(file);
    }

    /// Octets of the file that expunged messages take.
    public static long waste(IndexState state) {
        long waste = 0;
        for (IndexEntry ghost : state.ghosts().entries()) {
            waste += ghost.place().end() - ghost.place().offset();
        }
        return waste;
    }

    /// Empty where nothing would be gained.
    public Optional<CompactionPlan> plan() throws IOException {
        state.messages().entries().forEach(entry -> offsets.add(entry.place().offset()));
        List<IndexEntry> ghosts =
                new ArrayList<>(
                        state.ghosts().entries().stream()
                                .sorted(Comparator.comparingLong(e -> e.place().offset()))
                                .toList());
        ghosts.forEach(ghost -> offsets.add(ghost.place().offset()));
        while (!ghosts.isEmpty() && !isWorthwhile(ghosts)) {
            ghosts.removeFirst();
        }
        return ghosts.isEmpty() ? Optional.empty() : Optional.of(plan(ghosts));
    }

    // A small gap far ahead of the next would move all that is between for little.
    private boolean isWorthwhile(List<IndexEntry> ghosts) {
        IndexEntry first = ghosts.getFirst();
        long gain = end(first) - first.place().offset();
        long next = ghosts.size() > 1 ? ghosts.get(1).place().offset() : state.stamp().octets();
        return next - end(first) <= gain * WORTH;
    }

    /// Where the next message begins, if nothing but line ends stands before it.
    private long end(IndexEntry ghost) {
        long end = ghost.place().end();
        Long next = offsets.higher(ghost.place().offset());
        long limit = next == null ? state.stamp().octets() : next;
        return limit - end <= MAX_SEPARATOR ? limit : end;
    }

    private CompactionPlan plan(List<IndexEntry> ghosts) throws IOException {
        var pieces = new Pieces(ghosts.getFirst().place().offset());
        Optional<Heir> heir = heir(ghosts.getFirst());
        for (IndexEntry ghost : ghosts) {
            if (heir.isPresent() && ghost.place().offset() > heir.get().offset()) {
                heir.get().putInto(pieces);
                heir = Optional.empty();
            }
            pieces.skip(ghost.place().offset(), end(ghost));
        }
        if (heir.isPresent()) {
            heir.get().putInto(pieces);
        }
        return pieces.plan(state.stamp().octets(), ghosts.stream().map(IndexEntry::uid).toList());
    }

    /// The message that gets a line at an offset.
    private record Heir(IndexEntry entry, long offset, String line) {
        void putInto(Pieces pieces) {
            pieces.put(offset, line);
            pieces.grow(entry.uid(), line.length(), entry.written());
        }
    }

    /// The first message of a file tells what belongs to the mailbox; when it goes, the next has
    /// to.
    private Optional<Heir> heir(IndexEntry firstGhost) throws IOException {
        Optional<IndexEntry> next =
                state.messages().entries().stream()
                        .min(Comparator.comparingLong(e -> e.place().offset()));
        boolean isFirst = offsets.first() == firstGhost.place().offset();
        if (!isFirst || next.isEmpty() || stored.slots(firstGhost).baseOctets() == 0) {
            return Optional.empty();
        }
        StateSlots slots = stored.slots(next.get());
        if (slots.baseOctets() > 0) {
            return Optional.empty();
        }
        byte[] line = StateFields.base(state.uidValidity(), state.uidNext() - 1);
        return Optional.of(
                new Heir(
                        next.get(),
                        next.get().place().contentOffset() + slots.headerOctets(),
                        new String(line, StandardCharsets.US_ASCII)));
    }
}
