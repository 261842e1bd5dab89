// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.MailboxName;

/// Commands that change folders and subscriptions (RFC 3501 §6.3.3–§6.3.7).
public final class FolderHandler {
    private final AccountStore store;

    public FolderHandler(AccountStore store) {
        this.store = store;
    }

    public Completion create(MailboxName name) {
        // RFC 3501 §6.3.3: it is an error to create INBOX
        if (name.isInbox()) {
            return Completion.no("ALREADYEXISTS", "Mailbox already exists.");
        }
        store.create(name);
        return Completion.ok("Create completed.");
    }

    public Completion delete(MailboxName name) {
        // RFC 3501 §6.3.4: it is an error to delete INBOX
        if (name.isInbox()) {
            return Completion.no("CANNOT", "INBOX cannot be deleted.");
        }
        store.delete(name);
        return Completion.ok("Delete completed.");
    }

    public Completion rename(MailboxName from, MailboxName to) {
        store.rename(from, to);
        return Completion.ok("Rename completed.");
    }

    public Completion subscribe(MailboxName name) {
        store.subscribe(name);
        return Completion.ok("Subscribe completed.");
    }

    public Completion unsubscribe(MailboxName name) {
        store.unsubscribe(name);
        return Completion.ok("Unsubscribe completed.");
    }

    static boolean isTrash(AccountStore store, MailboxName name) {
        return store.folders().stream()
                .anyMatch(f -> f.name().equals(name) && f.uses().contains("\\Trash"));
    }
}
