// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.mail;

import org.mailroom.server.control.MessageStream;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Folder;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.Snapshot;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Messages on their way out of the folders of a user.
///
/// @param folder empty for all of them
record MailExport(AccountStore mail, String folder) {

    void writeTo(DataOutputStream out) throws IOException {
        for (MailboxName name : names()) {
            try (Mailbox mailbox = mail.open(name)) {
                write(mailbox, out);
            }
        }
        MessageStream.write(out, new Item.End());
    }

    private List<MailboxName> names() {
        return folder.isEmpty()
                ? mail.folders().stream()
                        .filter(f -> f.kind() == Folder.Kind.MAILBOX)
                        .map(Folder::name)
                        .toList()
                : List.of(new MailboxName(folder));
    }

    private static void write(Mailbox mailbox, DataOutputStream out) throws IOException {
        Snapshot now = mailbox.snapshot();
        MessageStream.write(out, new Item.Folder(mailbox.name().path(), octets(now)));
        for (int position = 0; position < now.size(); position++) {
            Optional<NewMessage> message = message(mailbox, now, position);
            if (message.isPresent()) {
                MessageStream.write(out, new Item.Message(message.get()));
            }
        }
    }

    /// Empty for one that has been expunged meanwhile.
    private static Optional<NewMessage> message(Mailbox mailbox, Snapshot now, int position) {
        try {
            return Optional.of(
                    new NewMessage(
                            mailbox.content(now.uid(position)),
                            now.flags(position),
                            now.internalDate(position)));
        } catch (MailboxException e) {
            if (e.reason() == MailboxException.Reason.NONEXISTENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static long octets(Snapshot mailbox) {
        return IntStream.range(0, mailbox.size()).mapToLong(mailbox::octets).sum();
    }
}
