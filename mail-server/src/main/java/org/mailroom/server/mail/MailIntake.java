// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.mail;

import org.mailroom.server.control.MessageReader;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.server.control.NoRoomException;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages on their way into the folders of a user, some at a time. For one command.
final class MailIntake {
    private static final long BATCH_OCTETS = 8 << 20;
    private static final int BATCH_MESSAGES = 200;

    private final AccountStore mail;
    private final String target;
    private final List<NewMessage> batch = new ArrayList<>();
    private MailboxName folder;
    private long batchOctets;
    private int stored;

    MailIntake(AccountStore mail, String target) {
        this.mail = mail;
        this.target = target;
        this.folder = named("");
    }

    private MailboxName named(String name) {
        if (target.isEmpty()) {
            return name.isEmpty() ? MailboxName.INBOX : new MailboxName(name);
        }
        return new MailboxName(name.isEmpty() ? target : target + "/" + name);
    }

    /// Stores what comes. Whatever goes wrong, messages that are said to be stored are, and the
    /// others are not. All is read in any case: who sends listens only then.
    String take(MessageReader in) throws IOException {
        Optional<String> refusal = Optional.empty();
        boolean goesOn = true;
        while (goesOn) {
            try {
                Item item = in.read();
                goesOn = !(item instanceof Item.End || item instanceof Item.Failure);
                if (refusal.isEmpty()) {
                    take(item);
                }
            } catch (MailboxException | NoRoomException e) {
                refusal = refusal.or(() -> Optional.of(String.valueOf(e.getMessage())));
                batch.clear();
            }
            if (batch.isEmpty()) {
                in.release();
            }
        }
        return refusal.map(why -> "error: after %d messages: %s\n".formatted(stored, why))
                .orElseGet(() -> "stored " + stored + "\n");
    }

    private void take(Item item) {
        switch (item) {
            case Item.Folder(var name, var _) -> {
                store();
                folder = named(name);
            }
            case Item.Message(var message) -> {
                batch.add(message);
                batchOctets += message.content().octets();
                if (batchOctets >= BATCH_OCTETS || batch.size() >= BATCH_MESSAGES) {
                    store();
                }
            }
            case Item.Failure _, Item.End _ -> store();
        }
    }

    private void store() {
        if (batch.isEmpty()) {
            return;
        }
        try (Mailbox mailbox = opened()) {
            var _ = mailbox.append(batch);
        }
        stored += batch.size();
        batch.clear();
        batchOctets = 0;
    }

    private Mailbox opened() {
        try {
            return mail.open(folder);
        } catch (MailboxException e) {
            if (e.reason() != MailboxException.Reason.NONEXISTENT) {
                throw e;
            }
            mail.create(folder);
            mail.subscribe(folder);
            return mail.open(folder);
        }
    }
}
