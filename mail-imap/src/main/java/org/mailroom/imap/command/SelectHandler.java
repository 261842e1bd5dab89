// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Snapshot;

/// Tells of a mailbox that has just been opened: SELECT and EXAMINE (RFC 3501 §6.3.1).
public final class SelectHandler {
    private final ResponseWriter out;

    public SelectHandler(ResponseWriter out) {
        this.out = out;
    }

    public Completion selected(MailboxView view) {
        Snapshot snapshot = view.shown();
        view.writeNames(out);
        out.text("* ").number(snapshot.size()).text(" EXISTS\r\n");
        out.text("* ").number(view.recentCount()).text(" RECENT\r\n");
        int unseen = firstUnseen(snapshot);
        if (unseen < snapshot.size()) {
            code("UNSEEN", unseen + 1L, "First unseen.");
        }
        code("UIDVALIDITY", snapshot.uidValidity(), "UIDs valid");
        code("UIDNEXT", snapshot.uidNext(), "Predicted next UID");
        // RFC 7162 §3.1.2.1: told whether or not the client has asked for CONDSTORE
        code("HIGHESTMODSEQ", snapshot.highestModSeq(), "Highest");
        return view.access() == Access.READ_WRITE
                ? Completion.ok("READ-WRITE", "Select completed.")
                : Completion.ok("READ-ONLY", "Examine completed.");
    }

    /// For a client that turns CONDSTORE on while a mailbox is selected (RFC 7162 §3.1.2).
    public void highestModSeq(MailboxView view) {
        code("HIGHESTMODSEQ", view.reportedModSeq(), "Highest");
    }

    private void code(String name, long value, String text) {
        out.text("* OK [").text(name).octet(' ').number(value).text("] ").text(text).crlf();
    }

    private static int firstUnseen(Snapshot snapshot) {
        int position = 0;
        while (position < snapshot.size() && snapshot.flags(position).has(Flags.SEEN)) {
            position++;
        }
        return position;
    }
}
