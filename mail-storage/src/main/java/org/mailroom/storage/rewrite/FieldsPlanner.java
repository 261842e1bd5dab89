// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexEntry.Written;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.mbox.StateSlots;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Plans how messages of other programs get the fields that tell of their state, so that nothing is
/// lost with the index: flags, UIDs, and in the first message what belongs to the mailbox. The file
/// is written anew from the first of them on, and messages that were expunged are left out.
public final class FieldsPlanner {
    /// As much is written anew for UIDs alone, for which a rebuilt index would find others.
    private static final long MAX_FOR_UIDS = 64 << 20;

    private final IndexState state;
    private final StoredState stored;
    private final List<IndexEntry> inFile;

    public FieldsPlanner(IndexState state, MailFile file) {
        this.state = state;
        this.stored = new StoredState(file);
        this.inFile =
                Stream.concat(
                                state.messages().entries().stream(),
                                state.ghosts().entries().stream())
                        .sorted(Comparator.comparingLong(entry -> entry.place().offset()))
                        .toList();
    }

    /// Whether any message may need fields, as far as can be told without a look at each. Of those
    /// that were expunged nothing can be told so.
    public static boolean mayLack(IndexState state, MailFile file) throws IOException {
        if (mayLack(state.messages())) {
            return true;
        }
        Optional<IndexEntry> first = state.firstInFile();
        return first.isPresent() && new StoredState(file).slots(first.get()).baseOctets() == 0;
    }

    private static boolean mayLack(Columns messages) {
        for (int position = 0; position < messages.size(); position++) {
            if (messages.written(position) != Written.YES) {
                return true;
            }
        }
        return false;
    }

    private boolean isGhost(IndexEntry entry) {
        return state.messages().position(entry.uid()) < 0;
    }

    /// Empty where all messages have what they need, or it would cost too much.
    public Optional<CompactionPlan> plan() throws IOException {
        int first = 0;
        while (first < inFile.size() && !lacks(first)) {
            first++;
        }
        if (first == inFile.size()) {
            return Optional.empty();
        }
        long start = inFile.get(first).place().offset();
        boolean isCheap = state.stamp().octets() - start <= MAX_FOR_UIDS;
        return isCheap || isUrgent() ? plan(first) : Optional.empty();
    }

    // Flags that stand nowhere else, or an expunged message that would come back.
    private boolean isUrgent() throws IOException {
        for (IndexEntry entry : inFile) {
            if (isGhost(entry) ? !isMarked(entry) : entry.written() == Written.NOT_YET) {
                return true;
            }
        }
        return false;
    }

    private boolean isMarked(IndexEntry ghost) throws IOException {
        return stored.slots(ghost).isExpunged();
    }

    private boolean lacks(int number) throws IOException {
        IndexEntry entry = inFile.get(number);
        if (number == 0 && stored.slots(entry).baseOctets() == 0) {
            return true;
        }
        return isGhost(entry) ? !isMarked(entry) : entry.written() != Written.YES;
    }

    private Optional<CompactionPlan> plan(int first) throws IOException {
        var pieces = new Pieces(inFile.get(first).place().offset());
        List<Long> ghosts = new ArrayList<>();
        int firstLive = first;
        while (firstLive < inFile.size() && isGhost(inFile.get(firstLive))) {
            firstLive++;
        }
        for (int number = first; number < inFile.size(); number++) {
            IndexEntry entry = inFile.get(number);
            if (isGhost(entry)) {
                ghosts.add(entry.uid());
                pieces.skip(entry.place().offset(), end(number));
            } else {
                boolean isFirst = first == 0 && number == firstLive;
                write(entry, isFirst, pieces);
            }
        }
        long octets = state.stamp().octets();
        if (pieces.isEmpty()) {
            return ghosts.isEmpty() ? Optional.empty() : Optional.of(pieces.plan(octets, ghosts));
        }
        return Optional.of(pieces.shiftedPlan(octets, ghosts));
    }

    /// Where the next message begins, if nothing but line ends stands before it.
    private long end(int number) {
        long end = inFile.get(number).place().end();
        long next =
                number + 1 < inFile.size()
                        ? inFile.get(number + 1).place().offset()
                        : state.stamp().octets();
        return next - end <= CompactionPlanner.MAX_SEPARATOR ? next : end;
    }

    private void write(IndexEntry entry, boolean isFirst, Pieces pieces) throws IOException {
        StateSlots slots = stored.slots(entry);
        boolean needsBase = isFirst && slots.baseOctets() == 0;
        boolean needsFields = entry.written() != Written.YES || slots.endsOpen();
        if (!needsBase && !needsFields) {
            return;
        }
        long content = entry.place().contentOffset();
        String text = slots.missingEnd();
        text += needsBase ? text(StateFields.base(state.uidValidity(), lastUid())) : "";
        int octets = 0;
        if (needsFields) {
            for (StateSlots.Lines lines : slots.own()) {
                pieces.skip(content + lines.start(), content + lines.end());
                octets -= (int) (lines.end() - lines.start());
            }
            text += text(StateFields.of(entry.uid(), entry.flags(), age(entry)));
        }
        pieces.put(content + slots.headerOctets(), text);
        octets += text.getBytes(StandardCharsets.UTF_8).length;
        pieces.grow(entry.uid(), octets, Written.YES);
    }

    private static String text(byte[] fields) {
        return new String(fields, StandardCharsets.UTF_8);
    }

    private long lastUid() {
        return state.uidNext() - 1;
    }

    private StateFields.Age age(IndexEntry entry) {
        return StateFields.Age.of(entry.uid(), state.firstRecent());
    }
}
