// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.index.IndexEntry.Written;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A mailbox as its index knows it. Immutable, as `Columns` is.
///
/// @param uidNext the UID the next message will get; never decreases while `uidValidity` stays the
///   same (RFC 9051 §2.3.1.1)
/// @param firstRecent the first message that no session has claimed
/// @param stamp of the file to which the places of messages belong
/// @param messages in order of UID
/// @param ghosts expunged messages that still stand in the file; what is written of them is whether
///   the file says so
/// @param keywords in the order in which they came up
public record IndexState(
        long uidValidity,
        long uidNext,
        long modSeq,
        long firstRecent,
        FileStamp stamp,
        Columns messages,
        Columns ghosts,
        List<String> keywords) {

    /// About how much of the memory a message takes.
    public static final long MESSAGE_OCTETS = 80;

    private static final Comparator<IndexEntry> BY_PLACE =
            Comparator.comparingLong(entry -> entry.place().offset());

    public IndexState {
        keywords = List.copyOf(keywords);
    }

    /// A mailbox that has never held a message.
    public static IndexState empty(long uidValidity) {
        return new IndexState(
                uidValidity, 1, 1, 1, FileStamp.ABSENT, Columns.EMPTY, Columns.EMPTY, List.of());
    }

    public IndexState withStamp(FileStamp newStamp) {
        return new IndexState(
                uidValidity, uidNext, modSeq, firstRecent, newStamp, messages, ghosts, keywords);
    }

    public IndexState withFirstRecent(long uid) {
        return new IndexState(uidValidity, uidNext, modSeq, uid, stamp, messages, ghosts, keywords);
    }

    /// With UIDs from 1 on. The file tells others, so it counts as telling none.
    public IndexState renumbered(long newUidValidity) {
        List<IndexEntry> live = renumbered(messages, 1);
        List<IndexEntry> gone = renumbered(ghosts, live.size() + 1L);
        return new IndexState(
                newUidValidity,
                live.size() + gone.size() + 1L,
                modSeq + 1,
                claimed() + 1,
                stamp,
                Columns.of(live),
                Columns.of(gone),
                keywords);
    }

    // All before the first that no session has claimed.
    private long claimed() {
        int position = messages.position(firstRecent);
        return position < 0 ? -position - 1 : position;
    }

    private List<IndexEntry> renumbered(Columns old, long first) {
        List<IndexEntry> renumbered = new ArrayList<>();
        for (IndexEntry entry : old.entries()) {
            Written written = entry.written() == Written.NOT_YET ? Written.NOT_YET : Written.NO_UID;
            renumbered.add(
                    entry.withUid(first + renumbered.size(), modSeq + 1)
                            .withFlags(entry.flags(), modSeq + 1, written));
        }
        return renumbered;
    }

    /// With messages that came to the end of the file.
    public IndexState with(List<IndexEntry> added, FileStamp newStamp) {
        if (added.isEmpty()) {
            return withStamp(newStamp);
        }
        IndexEntry last = added.getLast();
        Columns all = messages.append(added);
        return new IndexState(
                uidValidity,
                last.uid() + 1,
                Math.max(modSeq, last.modSeq()),
                firstRecent,
                newStamp,
                all,
                ghosts,
                keywordsWith(added, all));
    }

    /// With other flags, or other places, for messages that are known by UID.
    public IndexState withChanged(Collection<IndexEntry> changed, FileStamp newStamp) {
        Map<Integer, IndexEntry> rows = new HashMap<>();
        long newModSeq = modSeq;
        for (IndexEntry entry : changed) {
            int position = messages.position(entry.uid());
            if (position >= 0) {
                rows.put(position, entry);
                newModSeq = Math.max(newModSeq, entry.modSeq());
            }
        }
        Columns all = messages.replace(rows);
        return new IndexState(
                uidValidity,
                uidNext,
                newModSeq,
                firstRecent,
                newStamp,
                all,
                changed(ghosts, changed),
                keywordsWith(changed, all));
    }

    /// With flags that the file does not tell yet.
    IndexState withFlagged(List<UidRange> uids, FlagChange change, long newModSeq) {
        Columns all = messages.flagged(uids, change, newModSeq);
        return new IndexState(
                uidValidity,
                uidNext,
                newModSeq,
                firstRecent,
                stamp,
                all,
                ghosts,
                keywordsWith(given(change), all));
    }

    private static Set<String> given(FlagChange change) {
        return change.mode() == FlagChange.Mode.REMOVE
                ? Set.of()
                : new TreeSet<>(change.flags().keywords());
    }

    /// With what the file says now of messages that are expunged.
    private static Columns changed(Columns ghosts, Collection<IndexEntry> changed) {
        if (ghosts.size() == 0) {
            return ghosts;
        }
        Map<Long, IndexEntry> byUid = new HashMap<>();
        changed.forEach(entry -> byUid.put(entry.uid(), entry));
        Map<Integer, IndexEntry> rows = new HashMap<>();
        for (int row = 0; !byUid.isEmpty() && row < ghosts.size(); row++) {
            IndexEntry entry = byUid.get(ghosts.uid(row));
            if (entry != null) {
                rows.put(row, entry);
            }
        }
        return rows.isEmpty() ? ghosts : ghosts.replace(rows);
    }

    /// With messages that were here before, and may be again: they are new to those who look now.
    public IndexState withReturning(Columns live, Columns gone) {
        List<IndexEntry> entries = new ArrayList<>();
        for (IndexEntry entry : live.entries()) {
            if (messages.position(entry.uid()) < 0) {
                entries.add(entry.withFlags(entry.flags(), modSeq + 1, entry.written()));
            }
        }
        entries.addAll(messages.entries());
        return new IndexState(
                uidValidity,
                uidNext,
                modSeq,
                firstRecent,
                stamp,
                Columns.of(entries),
                ghosts.append(gone.entries()),
                keywords);
    }

    /// Without messages that are expunged, and still in the file.
    public IndexState without(Collection<Long> uids, long newModSeq, FileStamp newStamp) {
        Set<Integer> rows = new TreeSet<>();
        List<IndexEntry> gone = new ArrayList<>();
        for (long uid : uids) {
            int position = messages.position(uid);
            if (position >= 0 && rows.add(position)) {
                IndexEntry entry = messages.entry(position);
                gone.add(entry.withFlags(entry.flags(), entry.modSeq(), Written.NOT_YET));
            }
        }
        return new IndexState(
                uidValidity,
                uidNext,
                newModSeq,
                firstRecent,
                newStamp,
                messages.remove(rows),
                ghosts.append(gone),
                keywords);
    }

    private List<String> keywordsWith(Collection<IndexEntry> entries, Columns all) {
        Set<String> added = new LinkedHashSet<>();
        for (IndexEntry entry : entries) {
            Flags flags = entry.flags();
            if (!flags.keywords().isEmpty()) {
                added.addAll(new TreeSet<>(flags.keywords()));
            }
        }
        return keywordsWith(added, all);
    }

    // Those that no message has are forgotten when room is needed.
    private List<String> keywordsWith(Set<String> added, Columns all) {
        Set<String> names = new LinkedHashSet<>(keywords);
        names.addAll(added);
        if (names.size() == keywords.size()) {
            return keywords;
        }
        if (names.size() > Keywords.MAX_KEYWORDS) {
            names.retainAll(Keywords.inUse(all));
        }
        return List.copyOf(names);
    }

    /// The message, or the expunged one, that stands first in the file.
    public Optional<IndexEntry> firstInFile() {
        return all().min(BY_PLACE);
    }

    public Optional<IndexEntry> lastInFile() {
        return all().max(BY_PLACE);
    }

    /// Whatever stands in the file: messages, and expunged ones.
    public Stream<IndexEntry> all() {
        return Stream.concat(messages.entries().stream(), ghosts.entries().stream());
    }
}
