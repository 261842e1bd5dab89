// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.SequenceSet;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Snapshot;

import java.util.ArrayList;
import java.util.List;

/// EXPUNGE and UID EXPUNGE (RFC 3501 §6.4.3, RFC 4315 §2.1). The view tells of what has gone.
public final class ExpungeHandler {
    private final MailboxView view;
    private final Traffic traffic;

    public ExpungeHandler(MailboxView view, Traffic traffic) {
        this.view = view;
        this.traffic = traffic;
    }

    public Completion expunge() {
        if (view.access() == Access.READ_ONLY) {
            return Completion.no("NOPERM", "Mailbox is read-only.");
        }
        removeDeleted();
        return Completion.ok("Expunge completed.");
    }

    public Completion expunge(SequenceSet uids) {
        if (view.access() == Access.READ_ONLY) {
            return Completion.no("NOPERM", "Mailbox is read-only.");
        }
        Ranges positions = view.existing(uids, Numbering.UID);
        remove(
                deleted().stream()
                        .filter(uid -> positions.contains(view.shown().position(uid)))
                        .toList());
        return Completion.ok("Expunge completed.");
    }

    /// Removes what is marked as deleted, for CLOSE too.
    public void removeDeleted() {
        remove(deleted());
    }

    private void remove(List<Long> uids) {
        if (!uids.isEmpty()) {
            view.mailbox().expunge(uids);
            traffic.expunged(uids.size());
        }
    }

    private List<Long> deleted() {
        view.refresh();
        Snapshot latest = view.latest();
        var deleted = new ArrayList<Long>();
        for (int position = 0; position < latest.size(); position++) {
            if (latest.flags(position).has(Flags.DELETED)) {
                deleted.add(latest.uid(position));
            }
        }
        return deleted;
    }
}
