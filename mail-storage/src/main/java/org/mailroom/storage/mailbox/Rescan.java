// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.Place;
import org.mailroom.storage.mbox.FoundState;
import org.mailroom.storage.mbox.MboxScanner;
import org.mailroom.storage.mbox.ScannedMessage;
import org.mailroom.storage.mbox.StateFields;

import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a file holds, laid against what the index knew of it.
///
/// A longer file whose old end is intact has new messages behind it, no more. Any other file is
/// read anew: a message is the one it was by its `X-UID`, if its text is the same, else by its text
/// alone. What is found and was not known gets a new UID; what was known and is not found is gone.
final class Rescan {
    private static final int BUFFER_OCTETS = 1 << 18;

    /// A UID this far ahead was not given by this mailbox.
    private static final long MAX_AHEAD = 4096;

    private final MailFile file;
    private final FileStamp stamp;
    private final ZoneId zone;

    Rescan(MailFile file, FileStamp stamp, ZoneId zone) {
        this.file = file;
        this.stamp = stamp;
        this.zone = zone;
    }

    private List<ScannedMessage> scan(long from) throws IOException {
        List<ScannedMessage> found = new ArrayList<>();
        try (InputStream in = new FileInput(file, from, stamp.octets(), BUFFER_OCTETS)) {
            MboxScanner.scan(in, from, zone, found::add);
        }
        return found;
    }

    /// The messages behind what the index knows; empty where the old end is not intact.
    Optional<List<ScannedMessage>> tail(IndexState known) throws IOException {
        if (!stamp.isSameFile(known.stamp()) || stamp.octets() <= known.stamp().octets()) {
            return Optional.empty();
        }
        Optional<IndexEntry> last = lastInFile(known);
        if (last.isEmpty()) {
            return known.stamp().octets() == 0 ? Optional.of(scan(0)) : Optional.empty();
        }
        List<ScannedMessage> found = scan(last.get().place().offset());
        boolean isIntact = !found.isEmpty() && isSame(last.get(), found.getFirst());
        return isIntact ? Optional.of(found.subList(1, found.size())) : Optional.empty();
    }

    private static final Comparator<IndexEntry> BY_PLACE =
            Comparator.comparingLong(entry -> entry.place().offset());

    private static Stream<IndexEntry> all(IndexState state) {
        return Stream.concat(
                state.messages().entries().stream(), state.ghosts().entries().stream());
    }

    static Optional<IndexEntry> lastInFile(IndexState state) {
        return all(state).max(BY_PLACE);
    }

    static Optional<IndexEntry> firstInFile(IndexState state) {
        return all(state).min(BY_PLACE);
    }

    private static boolean isSame(IndexEntry known, ScannedMessage found) {
        return known.place().offset() == found.offset()
                && known.crc() == found.crc()
                && known.octets() == found.octets();
    }

    /// What other programs have added, with UIDs.
    static List<IndexEntry> entries(List<ScannedMessage> found, IndexState known) {
        List<IndexEntry> entries = new ArrayList<>();
        long next = known.uidNext();
        for (ScannedMessage message : found) {
            if (message.state().isExpunged() || message.state().isInternal()) {
                continue;
            }
            long uid = ownUid(message, next).orElse(next);
            entries.add(entry(message, uid, known.modSeq() + 1));
            next = uid + 1;
        }
        return entries;
    }

    /// A UID in the file counts where it can be one that we gave and could not note.
    private static Optional<Long> ownUid(ScannedMessage message, long next) {
        return message.state().uid().filter(uid -> uid >= next && uid < next + MAX_AHEAD);
    }

    private static IndexEntry entry(ScannedMessage message, long uid, long modSeq) {
        return new IndexEntry(
                uid,
                place(message),
                message.octets(),
                message.crc(),
                message.form(),
                message.date(),
                message.state().flags(),
                modSeq,
                IndexEntry.Written.YES);
    }

    private static Place place(ScannedMessage message) {
        return new Place(
                message.offset(),
                message.fromOctets(),
                message.contentOctets(),
                message.afterOctets());
    }

    /// The mailbox of a file of which there is no index. Keeps UIDVALIDITY and UIDs where the file
    /// tells them.
    IndexState fresh(long newUidValidity) throws IOException {
        List<ScannedMessage> found = scan(0);
        Optional<FoundState.Base> base = found.stream().findFirst().flatMap(ScannedMessage::base);
        long last = base.map(FoundState.Base::lastUid).orElse(0L);
        for (ScannedMessage message : found) {
            last = Math.max(last, base.isPresent() ? message.state().uid().orElse(0L) : 0);
        }
        long validity = base.map(FoundState.Base::uidValidity).orElse(newUidValidity);
        return fresh(found, validity, new Numbers(base.isPresent(), last));
    }

    /// Which UIDs may be taken from a file.
    private record Numbers(boolean fromFile, long last) {}

    private IndexState fresh(List<ScannedMessage> found, long validity, Numbers numbers) {
        List<IndexEntry> live = new ArrayList<>();
        List<IndexEntry> ghosts = new ArrayList<>();
        long previous = 0;
        long next = numbers.last() + 1;
        long firstRecent = 1;
        for (ScannedMessage message : found) {
            if (message.state().isInternal()) {
                continue;
            }
            Optional<Long> told = numbers.fromFile() ? message.state().uid() : Optional.empty();
            // In an order that UIDs cannot have, they are those of other mailboxes.
            long before = previous;
            long uid = told.filter(number -> number > before).orElse(next);
            next = Math.max(next, uid + 1);
            previous = Math.max(previous, uid);
            (message.state().isExpunged() ? ghosts : live).add(entry(message, uid, 1));
            firstRecent = message.state().age() == StateFields.Age.OLD ? uid + 1 : firstRecent;
        }
        var empty = IndexState.empty(validity).withFirstRecent(firstRecent);
        return rebuilt(empty, sorted(live), sorted(ghosts), next);
    }

    /// The mailbox of a file that others have changed.
    IndexState matched(IndexState known) throws IOException {
        var match = new Match(known);
        List<IndexEntry> live = new ArrayList<>();
        List<IndexEntry> ghosts = new ArrayList<>();
        List<ScannedMessage> strangers = new ArrayList<>();
        List<ScannedMessage> found = scan(0);
        for (ScannedMessage message : found) {
            if (!message.state().isInternal() && !match.byUid(message, live, ghosts)) {
                strangers.add(message);
            }
        }
        strangers.removeIf(message -> match.byText(message, live, ghosts));
        long next = known.uidNext();
        for (ScannedMessage message : strangers) {
            (message.state().isExpunged() ? ghosts : live)
                    .add(entry(message, next, known.modSeq() + 1));
            next++;
        }
        return rebuilt(known, sorted(live), sorted(ghosts), next);
    }

    private static List<IndexEntry> sorted(List<IndexEntry> entries) {
        return entries.stream().sorted(Comparator.comparingLong(IndexEntry::uid)).toList();
    }

    private IndexState rebuilt(
            IndexState known, List<IndexEntry> live, List<IndexEntry> ghosts, long uidNext) {
        var state =
                new IndexState(
                        known.uidValidity(),
                        uidNext,
                        known.modSeq() + 1,
                        known.firstRecent(),
                        stamp,
                        Columns.EMPTY,
                        Columns.of(ghosts),
                        known.keywords());
        IndexState full = state.with(live, stamp);
        return new IndexState(
                full.uidValidity(),
                uidNext,
                full.modSeq(),
                full.firstRecent(),
                stamp,
                full.messages(),
                full.ghosts(),
                full.keywords());
    }

    /// Known messages that have not been found yet.
    private static final class Match {
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

        boolean byUid(
                ScannedMessage message, List<IndexEntry> found, List<IndexEntry> foundGhosts) {
            Optional<IndexEntry> known =
                    message.state()
                            .uid()
                            .map(uid -> live.containsKey(uid) ? live.get(uid) : ghosts.get(uid));
            if (known.isEmpty() || known.get().crc() != message.crc()) {
                return false;
            }
            take(known.get(), message, found, foundGhosts);
            return true;
        }

        boolean byText(
                ScannedMessage message, List<IndexEntry> found, List<IndexEntry> foundGhosts) {
            Deque<IndexEntry> same = byText.get(new Text(message.crc(), message.octets()));
            while (same != null && !same.isEmpty()) {
                IndexEntry known = same.remove();
                if (live.containsKey(known.uid()) || ghosts.containsKey(known.uid())) {
                    take(known, message, found, foundGhosts);
                    return true;
                }
            }
            return false;
        }

        private void take(
                IndexEntry known,
                ScannedMessage message,
                List<IndexEntry> found,
                List<IndexEntry> foundGhosts) {
            IndexEntry moved = now(known, message);
            if (live.remove(known.uid()) != null) {
                found.add(moved);
            } else {
                ghosts.remove(known.uid());
                foundGhosts.add(moved);
            }
        }

        // What we have not written yet is newer than what the file says.
        private IndexEntry now(IndexEntry known, ScannedMessage message) {
            boolean fileTells =
                    known.written() == IndexEntry.Written.YES && message.state().hasFlags();
            boolean changed = fileTells && !known.flags().equals(message.state().flags());
            IndexEntry fresh = entry(message, known.uid(), changed ? modSeq : known.modSeq());
            return new IndexEntry(
                    fresh.uid(),
                    fresh.place(),
                    fresh.octets(),
                    fresh.crc(),
                    fresh.form(),
                    known.date(),
                    changed ? message.state().flags() : known.flags(),
                    fresh.modSeq(),
                    known.written());
        }
    }
}
