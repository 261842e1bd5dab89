// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.command.MailboxView.Detail;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.FetchItem;
import org.mailroom.imap.grammar.FetchItem.Attribute;
import org.mailroom.imap.grammar.FetchItem.Preview;
import org.mailroom.imap.grammar.FetchItem.Reading;
import org.mailroom.imap.grammar.FetchItem.Structure;
import org.mailroom.imap.grammar.FetchItem.Text;
import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ImapCommand.Fetch;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.summary.EnvelopeWriter;
import org.mailroom.imap.summary.StructureWriter;
import org.mailroom.imap.summary.StructureWriter.Extent;
import org.mailroom.imap.summary.Summary;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxException;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// FETCH (RFC 3501 §6.4.5, RFC 7162 §3.1.4, RFC 8970). For one command.
public final class FetchHandler {
    private static final FlagChange SEEN =
            new FlagChange(FlagChange.Mode.ADD, new Flags(Flags.SEEN, Set.of()));

    private final MailboxView view;
    private final ResponseWriter out;
    private final SectionWriter sections;
    private final Detail detail;
    private final ZoneId zone;

    public FetchHandler(
            MailboxView view, ResponseWriter out, Traffic traffic, Detail detail, ZoneId zone) {
        this.view = view;
        this.out = out;
        this.sections = new SectionWriter(out, traffic);
        this.detail = detail;
        this.zone = zone;
    }

    /// What is written of each message. Flags with a modseq above `flagsAfter` are news that only
    /// this FETCH tells.
    private record Plan(List<FetchItem> items, long flagsAfter, Depth depth) {}

    /// How much of each message is looked at.
    private enum Depth {
        INDEX,
        /// What is kept of it; where nothing is, its header.
        HEADER_SUMMARY,
        /// What is kept of it; where nothing is, all.
        SUMMARY,
        CONTENT,
        STRUCTURE;

        static Depth of(List<FetchItem> items) {
            if (items.stream().allMatch(Attribute.class::isInstance)) {
                return INDEX;
            }
            boolean hasStructure = items.contains(Structure.BODYSTRUCTURE);
            if (items.stream().allMatch(Depth::isSummarized)) {
                return hasStructure || items.contains(Preview.PREVIEW) ? SUMMARY : HEADER_SUMMARY;
            }
            return hasStructure || items.contains(Structure.BODY) ? STRUCTURE : CONTENT;
        }

        private static boolean isSummarized(FetchItem item) {
            return switch (item) {
                case Attribute _, Preview _ -> true;
                case Structure structure -> structure != Structure.BODY;
                case Text text -> SectionWriter.isSummarized(text.section());
            };
        }
    }

    /// What has been looked at of a message.
    private sealed interface Seen {
        record Index() implements Seen {}

        record Summarized(Summary summary) implements Seen {}

        /// @param summary if a preview is asked for
        record Content(MessageText text, Optional<Summary> summary) implements Seen {}
    }

    public Completion fetch(Fetch command) {
        Optional<Ranges> positions = view.positions(command.messages(), command.by());
        if (positions.isEmpty()) {
            return Completion.bad("Invalid messageset");
        }
        boolean allThere = write(command, positions.get());
        // RFC 2180 §4.1.2; by UID, messages that are gone are passed over (RFC 3501 §6.4.8)
        return allThere || command.by() == Numbering.UID
                ? Completion.ok("Fetch completed.")
                : Completion.someExpunged();
    }

    private boolean write(Fetch command, Ranges positions) {
        // RFC 7162 §3.1.4.1: the others are not looked at, nor marked as seen
        Ranges wanted =
                command.changedSince().isPresent()
                        ? changed(positions, command.changedSince().getAsLong())
                        : positions;
        Plan plan = plan(command, wanted);
        boolean[] allThere = {true};
        wanted.forEach(position -> allThere[0] &= write((int) position, plan));
        return allThere[0];
    }

    private Ranges changed(Ranges positions, long since) {
        var changed = new ArrayList<Long>();
        positions.forEach(
                position -> {
                    if (view.modSeq((int) position) > since) {
                        changed.add(position);
                    }
                });
        return Ranges.of(changed);
    }

    private Plan plan(Fetch command, Ranges positions) {
        long told = view.reportedModSeq();
        boolean marked =
                command.items().stream().anyMatch(FetchHandler::setsSeen) && markSeen(positions);
        List<FetchItem> items = items(command);
        return new Plan(items, marked ? told : Long.MAX_VALUE, Depth.of(items));
    }

    private static List<FetchItem> items(Fetch command) {
        var items = new LinkedHashSet<FetchItem>();
        if (command.by() == Numbering.UID) {
            // RFC 3501 §6.4.8: the UID is part of the answer to UID FETCH
            items.add(Attribute.UID);
        }
        items.addAll(command.items());
        if (command.changedSince().isPresent()) {
            // RFC 7162 §3.1.4.1
            items.add(Attribute.MODSEQ);
        }
        return List.copyOf(items);
    }

    private static boolean setsSeen(FetchItem item) {
        return item instanceof Text text && text.reading() == Reading.SETS_SEEN;
    }

    /// Marks all messages as seen at once, before any is written. Answers whether flags changed.
    private boolean markSeen(Ranges positions) {
        var unseen = new ArrayList<Long>();
        positions.forEach(
                position -> {
                    if (!view.flags((int) position).has(Flags.SEEN)) {
                        unseen.add(view.shown().uid((int) position));
                    }
                });
        if (unseen.isEmpty() || view.access() == Access.READ_ONLY) {
            return false;
        }
        view.mailbox().changeFlags(unseen, SEEN, Long.MAX_VALUE);
        view.refresh();
        view.reportFlags(out, detail, positions);
        return true;
    }

    /// Writes one message; answers false when it has been expunged and its content is gone.
    private boolean write(int position, Plan plan) {
        Optional<Seen> seen = look(position, plan);
        if (seen.isEmpty()) {
            return false;
        }
        out.text("* ").number(position + 1L).text(" FETCH (");
        boolean first = true;
        for (FetchItem item : plan.items()) {
            out.text(first ? "" : " ");
            write(position, item, seen.get());
            first = false;
        }
        if (view.modSeq(position) > plan.flagsAfter()) {
            writeChange(position, plan);
        }
        out.text(")\r\n");
        if (seen.get() instanceof Seen.Content(var text, var _)) {
            keep(position, plan, text);
        }
        return true;
    }

    /// Looks at a message before anything is written of it; empty when it has been expunged.
    private Optional<Seen> look(int position, Plan plan) {
        try {
            return Optional.of(
                    switch (plan.depth()) {
                        case INDEX -> new Seen.Index();
                        case HEADER_SUMMARY ->
                                view.summary(position)
                                        .<Seen>map(Seen.Summarized::new)
                                        .orElseGet(() -> content(position, Optional.empty()));
                        case SUMMARY -> new Seen.Summarized(view.summarized(position));
                        case CONTENT -> content(position, preview(position, plan));
                        case STRUCTURE -> {
                            Seen.Content content = content(position, preview(position, plan));
                            // It holds the header as well, so that the message is read only once
                            var _ = content.text().structure();
                            yield content;
                        }
                    });
        } catch (MailboxException refusal) {
            if (refusal.reason() == MailboxException.Reason.NONEXISTENT) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private Seen.Content content(int position, Optional<Summary> summary) {
        return new Seen.Content(view.texts().open(view.shown().uid(position)), summary);
    }

    private Optional<Summary> preview(int position, Plan plan) {
        if (plan.items().contains(Preview.PREVIEW)) {
            return Optional.of(view.summarized(position));
        }
        return plan.items().contains(Preview.LAZY) ? view.summary(position) : Optional.empty();
    }

    // RFC 3501 §6.4.5: flags that BODY[] changed are part of the answer; RFC 7162 §3.1: MODSEQ too
    private void writeChange(int position, Plan plan) {
        List<Attribute> changed =
                switch (detail) {
                    case FLAGS -> List.of(Attribute.FLAGS);
                    case FLAGS_AND_MODSEQ -> List.of(Attribute.FLAGS, Attribute.MODSEQ);
                };
        for (Attribute attribute : changed) {
            if (!plan.items().contains(attribute)) {
                out.octet(' ');
                write(position, attribute);
            }
        }
    }

    // Who reads a part, or a piece, comes back for the next.
    private void keep(int position, Plan plan, MessageText text) {
        if (plan.items().stream().anyMatch(FetchHandler::isPiece)) {
            view.texts().keep(view.shown().uid(position), text);
        }
    }

    private static boolean isPiece(FetchItem item) {
        return item instanceof Text text
                && (text.partial().isPresent() || !text.section().part().isEmpty());
    }

    private void write(int position, FetchItem item, Seen seen) {
        switch (item) {
            case Attribute attribute -> write(position, attribute);
            case Structure structure -> write(structure, seen);
            case Text section -> write(section, seen);
            case Preview _ -> writePreview(seen);
        }
    }

    private void writePreview(Seen seen) {
        out.text("PREVIEW ");
        Optional<Summary> summary =
                switch (seen) {
                    case Seen.Summarized(var made) -> Optional.of(made);
                    case Seen.Content(var _, var made) -> made;
                    case Seen.Index _ -> Optional.empty();
                };
        // RFC 8970 §3.1: NIL where it is not at hand
        summary.ifPresentOrElse(made -> made.writePreview(out), out::nil);
    }

    private void write(Structure structure, Seen seen) {
        out.text(structure.name()).octet(' ');
        switch (seen) {
            case Seen.Summarized(var summary) -> {
                switch (structure) {
                    case ENVELOPE -> summary.writeEnvelope(out);
                    case BODYSTRUCTURE -> summary.writeStructure(out);
                    case BODY -> throw notLookedAt(structure);
                }
            }
            case Seen.Content(var text, var _) -> {
                switch (structure) {
                    case ENVELOPE -> new EnvelopeWriter(out).write(text.header());
                    case BODYSTRUCTURE -> write(Extent.FULL, text);
                    case BODY -> write(Extent.BASIC, text);
                }
            }
            case Seen.Index _ -> throw notLookedAt(structure);
        }
    }

    private void write(Extent extent, MessageText text) {
        new StructureWriter(out, extent).write(text.structure());
    }

    private void write(Text section, Seen seen) {
        switch (seen) {
            case Seen.Summarized(var summary) -> sections.write(section, summary);
            case Seen.Content(var text, var _) -> sections.write(section, text);
            case Seen.Index _ -> throw notLookedAt(section);
        }
    }

    private static IllegalStateException notLookedAt(FetchItem item) {
        return new IllegalStateException("not looked at for " + item);
    }

    private void write(int position, Attribute attribute) {
        switch (attribute) {
            case FLAGS -> {
                String recent = view.isRecent(view.shown().uid(position)) ? "\\Recent" : "";
                out.text("FLAGS ").flags(view.flags(position), recent);
            }
            case UID -> out.text("UID ").number(view.shown().uid(position));
            case INTERNALDATE ->
                    out.text("INTERNALDATE ").dateTime(view.shown().internalDate(position), zone);
            case SIZE -> out.text("RFC822.SIZE ").number(view.shown().octets(position));
            case MODSEQ -> out.text("MODSEQ (").number(view.modSeq(position)).octet(')');
        }
    }
}
