// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.storage.file.FileInput;
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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a file holds, laid against what the index knew of it.
///
/// A longer file whose old end is intact has new messages behind it, no more. Any other file is
/// read anew: a message is the one it was by its `X-UID`, if its text is the same, else by its text
/// alone. What is found and was not known gets a new UID; what was known and is not found is gone.
final class Rescan {
    private static final int BUFFER_OCTETS = 1 << 18;

    /// What parts two messages is never longer.
    private static final int MAX_SEPARATOR = 4;

    /// A UID this far ahead was not given by this mailbox.
    private static final long MAX_AHEAD = 4096;

    private final MailFile file;
    private final FileStamp stamp;
    private final RescanParts parts;
    private long passedOver;

    Rescan(MailFile file, FileStamp stamp, RescanParts parts) {
        this.file = file;
        this.stamp = stamp;
        this.parts = parts;
    }

    private List<ScannedMessage> whole() throws IOException {
        List<ScannedMessage> found = scan(0, stamp.octets());
        passedOver = found.isEmpty() ? stamp.octets() : found.getFirst().offset();
        return found;
    }

    /// Octets that stand before the first message of a file that was read as a whole, and are part
    /// of none.
    long passedOver() {
        return passedOver;
    }

    private List<ScannedMessage> scan(long from, long end) throws IOException {
        return scan(from, end, MboxScanner.Before.BREAK, 0);
    }

    /// @param others messages of the mailbox that are in memory beside those found
    private List<ScannedMessage> scan(long from, long end, MboxScanner.Before before, int others)
            throws IOException {
        List<ScannedMessage> found = new ArrayList<>();
        try (InputStream in =
                new FileInput(file, from, end, ByteBuffer.allocateDirect(BUFFER_OCTETS))) {
            MboxScanner.scan(
                    in,
                    from,
                    before,
                    parts.zone(),
                    message -> {
                        found.add(message);
                        parts.room().read(others + found.size());
                    });
        }
        return found;
    }

    /// What stands behind a message.
    private List<ScannedMessage> scanBehind(Place place, int others) throws IOException {
        boolean endsInEmptyLine = place.afterOctets() > 0;
        return scan(
                place.end(),
                stamp.octets(),
                endsInEmptyLine ? MboxScanner.Before.BREAK : MboxScanner.Before.TEXT,
                others);
    }

    /// The messages behind what the index knows; empty where the old end is not intact.
    Optional<List<ScannedMessage>> tail(IndexState known) throws IOException {
        if (!stamp.isSameFile(known.stamp()) || stamp.octets() <= known.stamp().octets()) {
            return Optional.empty();
        }
        Optional<IndexEntry> last = known.lastInFile();
        if (last.isEmpty()) {
            return known.stamp().octets() == 0 ? Optional.of(whole()) : Optional.empty();
        }
        // Flags that another program has set can make its header longer, too.
        if (intact(last.get()).filter(m -> !Match.isFlaggedAnew(last.get(), m)).isEmpty()) {
            return Optional.empty();
        }
        long end = last.get().place().end();
        int others = known.messages().size() + known.ghosts().size();
        List<ScannedMessage> found = scanBehind(last.get().place(), others);
        if (found.stream().anyMatch(message -> message.state().isExpunged())) {
            // Whether that is true can be told only with all of the file.
            return Optional.empty();
        }
        long next = found.isEmpty() ? stamp.octets() : found.getFirst().offset();
        return next - end <= MAX_SEPARATOR || isTorn(end) ? Optional.of(found) : Optional.empty();
    }

    /// The message, if it stands where it stood, whatever comes behind it.
    private Optional<ScannedMessage> intact(IndexEntry known) throws IOException {
        List<ScannedMessage> found = scan(known.place().offset(), known.place().end());
        return found.stream()
                .filter(message -> message.offset() == known.place().offset())
                .filter(message -> message.crc() == known.crc())
                .filter(message -> message.octets() == known.octets())
                .findFirst();
    }

    /// UIDs from `first` on that the index has given, and whose messages are not in their places.
    /// Those of which it tells no longer count as well.
    List<Long> lost(IndexState known, long first) throws IOException {
        List<Long> lost = new ArrayList<>();
        Map<Long, IndexEntry> byUid = new HashMap<>();
        known.all().forEach(entry -> byUid.put(entry.uid(), entry));
        for (long uid = first; uid < known.uidNext(); uid++) {
            IndexEntry entry = byUid.get(uid);
            if (entry == null || intact(entry).isEmpty()) {
                lost.add(uid);
            }
        }
        return lost;
    }

    /// How many of some messages the index tells of.
    static long known(List<Long> uids, IndexState state) {
        Set<Long> all = new HashSet<>(uids);
        return state.all().filter(entry -> all.contains(entry.uid())).count();
    }

    // When the machine goes down while a message is written behind, zeros may be left in its place.
    private boolean isTorn(long offset) throws IOException {
        byte[] octet = new byte[1];
        return file.read(ByteBuffer.wrap(octet), offset) == 1 && octet[0] == 0;
    }

    /// A message without what a power loss has left behind it.
    private ScannedMessage withoutTornEnd(ScannedMessage found, Map<Long, IndexEntry> byOffset)
            throws IOException {
        IndexEntry known = byOffset.get(found.offset());
        if (known == null || found.end() <= known.place().end()) {
            return found;
        }
        return isTorn(known.place().end()) ? intact(known).orElse(found) : found;
    }

    /// What other programs have added, with UIDs.
    static List<IndexEntry> entries(List<ScannedMessage> found, IndexState known) {
        List<IndexEntry> entries = new ArrayList<>();
        long next = known.uidNext();
        for (ScannedMessage message : found) {
            if (message.isInternal()) {
                continue;
            }
            long uid = ownUid(message, next).orElse(next);
            entries.add(entry(message, uid, known.modSeq() + 1));
            next = uid + 1;
        }
        return new KeywordLimit(known.keywords()).limited(entries);
    }

    /// A UID in the file counts where it can be one that we gave and could not note.
    private static Optional<Long> ownUid(ScannedMessage message, long next) {
        return message.state().uid().filter(uid -> uid >= next && uid < next + MAX_AHEAD);
    }

    static IndexEntry entry(ScannedMessage message, long uid, long modSeq) {
        return new IndexEntry(
                uid,
                place(message),
                message.octets(),
                message.crc(),
                message.form(),
                message.date(),
                message.state().flags(),
                modSeq,
                written(message, uid));
    }

    // A live message that says it is expunged is to be told so no longer.
    private static IndexEntry.Written written(ScannedMessage message, long uid) {
        if (message.state().isExpunged()) {
            return IndexEntry.Written.NOT_YET;
        }
        return tellsUid(message, uid) ? IndexEntry.Written.YES : IndexEntry.Written.NO_UID;
    }

    /// A message that has been expunged, with whether the file says so.
    static IndexEntry ghost(IndexEntry entry, ScannedMessage message) {
        IndexEntry.Written written =
                message.state().isExpunged() ? IndexEntry.Written.YES : IndexEntry.Written.NOT_YET;
        return entry.withFlags(entry.flags(), entry.modSeq(), written);
    }

    static boolean tellsUid(ScannedMessage message, long uid) {
        return message.state().uid().filter(told -> told == uid).isPresent();
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
        List<ScannedMessage> found = whole();
        Optional<FoundState.Base> base = found.stream().findFirst().flatMap(ScannedMessage::base);
        long validity = base.map(FoundState.Base::uidValidity).orElse(newUidValidity);
        return fresh(found, validity, Told.in(found, validity));
    }

    /// What a file tells of the UIDs that its mailbox has given.
    ///
    /// @param base up to where the mailbox says so itself; 0 where it tells of another one
    /// @param last with those of messages behind it. Anybody can write such a field into a message:
    ///   each is believed only where it is not far ahead of those before
    private record Told(long base, long last) {
        static final Told NOTHING = new Told(0, 0);

        static Told in(List<ScannedMessage> found, long validity) {
            long base =
                    found.stream()
                            .flatMap(message -> message.base().stream())
                            .filter(told -> told.uidValidity() == validity)
                            .mapToLong(FoundState.Base::lastUid)
                            .max()
                            .orElse(-1);
            if (base < 0) {
                return NOTHING;
            }
            long last = base;
            for (ScannedMessage message : found) {
                long uid = message.state().uid().orElse(0L);
                last = uid <= last + MAX_AHEAD ? Math.max(last, uid) : last;
            }
            return new Told(base, last);
        }

        /// Whether a message was expunged by this mailbox, as it says.
        boolean isExpunged(ScannedMessage message, long uid) {
            return message.state().isExpunged() && tellsUid(message, uid) && uid <= base;
        }
    }

    private IndexState fresh(List<ScannedMessage> found, long validity, Told told) {
        List<IndexEntry> live = new ArrayList<>();
        List<IndexEntry> ghosts = new ArrayList<>();
        long previous = 0;
        long next = told.last() + 1;
        long firstRecent = 1;
        for (ScannedMessage message : found) {
            if (message.isInternal()) {
                continue;
            }
            // In an order that UIDs cannot have, they are those of other mailboxes.
            long before = previous;
            long uid =
                    message.state()
                            .uid()
                            .filter(number -> number > before && number <= told.last())
                            .orElse(next);
            next = Math.max(next, uid + 1);
            previous = Math.max(previous, uid);
            IndexEntry entry = entry(message, uid, 1);
            if (told.isExpunged(message, uid)) {
                ghosts.add(ghost(entry, message));
            } else {
                live.add(entry);
            }
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
        Map<Long, IndexEntry> byOffset = new HashMap<>();
        known.all().forEach(entry -> byOffset.put(entry.place().offset(), entry));
        List<ScannedMessage> found = whole();
        for (ScannedMessage each : found) {
            ScannedMessage message = withoutTornEnd(each, byOffset);
            if (!message.isInternal() && !match.byUid(message, live, ghosts)) {
                strangers.add(message);
            }
        }
        // An index that is older than the file does not know all UIDs that were given.
        Told told = Told.in(found, known.uidValidity());
        var numbers = new NewNumbers(known.uidNext(), told.last());
        for (ScannedMessage message : strangers) {
            Optional<Long> given = numbers.given(message.state().uid());
            if (match.byText(message, given, live, ghosts)) {
                continue;
            }
            long uid = given.orElseGet(numbers::next);
            IndexEntry entry = entry(message, uid, known.modSeq() + 1);
            if (told.isExpunged(message, uid)) {
                ghosts.add(ghost(entry, message));
            } else {
                live.add(entry);
            }
        }
        return rebuilt(known, sorted(live), sorted(ghosts), numbers.next);
    }

    /// UIDs of messages that the index does not know by theirs: those they have in the file, where
    /// another program has given them in the name of this mailbox, and new ones.
    private static final class NewNumbers {
        private final long firstUnknown;
        private final Set<Long> taken = new HashSet<>();
        private final long last;
        private long next;

        NewNumbers(long firstUnknown, long last) {
            this.firstUnknown = firstUnknown;
            this.last = last;
            this.next = Math.max(firstUnknown, last + 1);
        }

        Optional<Long> given(Optional<Long> told) {
            return told.filter(uid -> uid >= firstUnknown && uid <= last).filter(taken::add);
        }

        long next() {
            return next++;
        }
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
        List<IndexEntry> limited = new KeywordLimit(known.keywords()).limited(live);
        IndexState full = state.with(limited, stamp);
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
}
