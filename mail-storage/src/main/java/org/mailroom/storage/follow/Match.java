// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mbox.ScannedMessage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The messages that an index knew, while they are looked for in a file that others have changed.
final class Match {
    private record Text(int crc, long octets) {}

    private final long modSeq;
    private final Map<Long, IndexEntry> live = new HashMap<>();
    private final Map<Long, IndexEntry> ghosts = new HashMap<>();
    private final Map<Text, Deque<IndexEntry>> byText = new HashMap<>();

    Match(IndexState known) {
        modSeq = known.modSeq() + 1;
        known.messages().entries().forEach(e -> add(e, live));
        known.ghosts().entries().forEach(e -> add(e, ghosts));
    }

    private void add(IndexEntry entry, Map<Long, IndexEntry> to) {
        to.put(entry.uid(), entry);
        byText.computeIfAbsent(new Text(entry.crc(), entry.octets()), _ -> new ArrayDeque<>())
                .add(entry);
    }

    boolean byUid(ScannedMessage message, List<IndexEntry> found, List<IndexEntry> foundGhosts) {
        Optional<IndexEntry> known =
                message.state()
                        .uid()
                        .map(uid -> live.containsKey(uid) ? live.get(uid) : ghosts.get(uid));
        if (known.isEmpty() || known.get().crc() != message.crc() || !mayBe(known.get(), message)) {
            return false;
        }
        take(known.get(), message, Optional.empty(), found, foundGhosts);
        return true;
    }

    /// @param given the UID that another program has given to a message which it did not know: it
    ///   has that from now on, as the two would go on renumbering it in turn
    boolean byText(
            ScannedMessage message,
            Optional<Long> given,
            List<IndexEntry> found,
            List<IndexEntry> foundGhosts) {
        Deque<IndexEntry> same = byText.get(new Text(message.crc(), message.octets()));
        if (same == null) {
            return false;
        }
        same.removeIf(known -> !isLeft(known));
        Optional<IndexEntry> known = same.stream().filter(e -> mayBe(e, message)).findFirst();
        known.ifPresent(entry -> take(entry, message, given, found, foundGhosts));
        return known.isPresent();
    }

    private boolean isLeft(IndexEntry known) {
        return live.containsKey(known.uid()) || ghosts.containsKey(known.uid());
    }

    // Where the file said that a message was expunged, one of which it does not say so is another
    // one with the same text, or one that somebody has fetched back.
    private boolean mayBe(IndexEntry known, ScannedMessage message) {
        return live.containsKey(known.uid())
                || known.written() != IndexEntry.Written.YES
                || message.state().isExpunged();
    }

    private void take(
            IndexEntry known,
            ScannedMessage message,
            Optional<Long> given,
            List<IndexEntry> found,
            List<IndexEntry> foundGhosts) {
        IndexEntry same = now(known, message);
        IndexEntry moved = given.map(uid -> same.withUid(uid, modSeq)).orElse(same);
        boolean wasLive = live.remove(known.uid()) != null;
        ghosts.remove(known.uid());
        if (wasLive && !wasExpunged(known, message)) {
            found.add(moved);
        } else {
            foundGhosts.add(Rescan.ghost(moved, message));
        }
    }

    // The index may be older than the file, which tells what was expunged since. That counts where
    // the state of the message is ours: anybody can write it into another.
    private static boolean wasExpunged(IndexEntry known, ScannedMessage message) {
        return message.state().isExpunged()
                && known.written() == IndexEntry.Written.YES
                && Rescan.tellsUid(message, known.uid());
    }

    // What we have not written yet is newer than what the file says.
    private IndexEntry now(IndexEntry known, ScannedMessage message) {
        boolean changed = isFlaggedAnew(known, message);
        IndexEntry fresh = Rescan.entry(message, known.uid(), changed ? modSeq : known.modSeq());
        boolean isPending = known.written() == IndexEntry.Written.NOT_YET;
        return new IndexEntry(
                fresh.uid(),
                fresh.place(),
                fresh.octets(),
                fresh.crc(),
                fresh.form(),
                known.date(),
                changed ? message.state().flags() : known.flags(),
                fresh.modSeq(),
                isPending ? IndexEntry.Written.NOT_YET : fresh.written());
    }

    /// Whether another program has changed the flags of a message.
    static boolean isFlaggedAnew(IndexEntry known, ScannedMessage message) {
        return tells(known, message) && !known.flags().equals(message.state().flags());
    }

    /// Whether what the file says of flags counts. Where we had written all, what is missing now
    /// was taken out by another program, as mutt does with a message that is marked as new.
    private static boolean tells(IndexEntry known, ScannedMessage message) {
        return switch (known.written()) {
            case YES -> true;
            case NO_UID -> message.state().hasFlags();
            case NOT_YET -> false;
        };
    }
}
