// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.grammar.StatusItem;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.Snapshot;

import java.util.Set;

/// STATUS (RFC 3501 §6.3.10).
public final class StatusHandler {
    private final AccountStore store;
    private final ResponseWriter out;

    public StatusHandler(AccountStore store, ResponseWriter out) {
        this.store = store;
        this.out = out;
    }

    public Completion status(MailboxName name, Set<StatusItem> items) {
        write(name, items);
        return Completion.ok("Status completed.");
    }

    void write(MailboxName name, Set<StatusItem> items) {
        try (Mailbox mailbox = store.open(name)) {
            Snapshot snapshot = mailbox.snapshot();
            out.text("* STATUS ").mailbox(name).text(" (");
            boolean first = true;
            for (StatusItem item : StatusItem.values()) {
                if (items.contains(item)) {
                    out.text(first ? "" : " ").text(item.name()).octet(' ');
                    out.number(value(item, mailbox, snapshot));
                    first = false;
                }
            }
            out.text(")\r\n");
        }
    }

    private static long value(StatusItem item, Mailbox mailbox, Snapshot snapshot) {
        return switch (item) {
            case MESSAGES -> snapshot.size();
            case RECENT ->
                    snapshot.size() - RecentMessages.insertion(snapshot, mailbox.firstRecent());
            case UIDNEXT -> snapshot.uidNext();
            case UIDVALIDITY -> snapshot.uidValidity();
            case UNSEEN -> snapshot.size() - count(snapshot, Flags.SEEN);
            case DELETED -> count(snapshot, Flags.DELETED);
            case SIZE -> octets(snapshot);
            case HIGHESTMODSEQ -> snapshot.highestModSeq();
        };
    }

    private static int count(Snapshot snapshot, int flag) {
        int count = 0;
        for (int position = 0; position < snapshot.size(); position++) {
            count += snapshot.flags(position).has(flag) ? 1 : 0;
        }
        return count;
    }

    private static long octets(Snapshot snapshot) {
        long octets = 0;
        for (int position = 0; position < snapshot.size(); position++) {
            octets += snapshot.octets(position);
        }
        return octets;
    }
}
