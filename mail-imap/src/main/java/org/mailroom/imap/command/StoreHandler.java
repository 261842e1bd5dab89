// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.command.MailboxView.Detail;
import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ImapCommand.Echo;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.ImapCommand.Store;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Snapshot;

import java.util.List;
import java.util.Optional;

/// STORE (RFC 3501 §6.4.6, RFC 7162 §3.1.3). For one command.
public final class StoreHandler {
    private static final String READ_ONLY = "Mailbox is read-only.";

    private final MailboxView view;
    private final ResponseWriter out;
    private final Traffic traffic;
    private final Detail detail;

    public StoreHandler(MailboxView view, ResponseWriter out, Traffic traffic, Detail detail) {
        this.view = view;
        this.out = out;
        this.traffic = traffic;
        this.detail = detail;
    }

    public Completion store(Store command) {
        Optional<Ranges> positions = view.positions(command.messages(), command.by());
        if (positions.isEmpty()) {
            return Completion.bad("Invalid messageset");
        }
        if (view.access() == Access.READ_ONLY) {
            return Completion.no("NOPERM", READ_ONLY);
        }
        return store(command, positions.get());
    }

    private Completion store(Store command, Ranges positions) {
        FlagChange change = command.change();
        List<Long> uids = view.uids(positions);
        if (change.mode() != FlagChange.Mode.REMOVE && change.flags().has(Flags.DELETED)) {
            traffic.deleted(uids.size());
        }
        long condition = command.unchangedSince().orElse(Long.MAX_VALUE);
        Snapshot before = view.latest();
        List<Long> modified = view.mailbox().changeFlags(uids, change, condition);
        view.refresh();
        // RFC 3501 §7.2.6: the client learns of a keyword before a message has it
        view.reportNames(out);
        Flags known = change.flags().spelledAs(view.latest().keywords());
        var done = new FlagChange(change.mode(), known);
        positions.forEach(p -> answer(command, (int) p, done, before));
        view.reportFlags(out, detail, positions);
        return modified.isEmpty()
                ? done(command, positions)
                : conditionFailed(modified, command.by());
    }

    private void answer(Store command, int position, FlagChange change, Snapshot before) {
        if (view.latestPosition(position) < 0) {
            return;
        }
        if (command.echo() == Echo.FLAGS || isSurprising(position, change, before)) {
            view.writeFlags(out, position, detail, command.by());
        } else if (detail == Detail.FLAGS_AND_MODSEQ
                && view.modSeq(position) > view.reportedModSeq()) {
            // RFC 7162 §3.1.3: the new mod-sequence is told even with .SILENT
            out.text("* ").number(position + 1).text(" FETCH (UID ");
            out.number(view.shown().uid(position));
            out.text(" MODSEQ (").number(view.modSeq(position)).text("))\r\n");
        }
    }

    /// Whether the flags are not what a client that asked for silence takes them to be.
    private boolean isSurprising(int position, FlagChange change, Snapshot before) {
        int then = before.position(view.shown().uid(position));
        return then < 0 || !change.applyTo(before.flags(then)).equals(view.flags(position));
    }

    // RFC 7162 §3.1.3: sequence numbers for STORE, UIDs for UID STORE
    private Completion conditionFailed(List<Long> uids, Numbering by) {
        List<Long> named =
                switch (by) {
                    case UID -> uids;
                    case SEQUENCE ->
                            uids.stream().map(uid -> view.shown().position(uid) + 1L).toList();
                };
        return Completion.ok("MODIFIED " + Ranges.of(named), "Conditional STORE failed.");
    }

    private Completion done(Store command, Ranges positions) {
        boolean[] gone = {false};
        positions.forEach(position -> gone[0] |= view.latestPosition((int) position) < 0);
        return gone[0] && command.by() == Numbering.SEQUENCE
                ? Completion.someExpunged()
                : Completion.ok("Store completed.");
    }
}
