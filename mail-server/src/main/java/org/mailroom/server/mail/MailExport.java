// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.mail;

import org.mailroom.core.message.ContentSpool;
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
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Messages on their way out of the folders of a user.
///
/// @param folder empty for all of them
/// @param scratch where a large message waits
record MailExport(AccountStore mail, String folder, Path scratch) {

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

    private void write(Mailbox mailbox, DataOutputStream out) throws IOException {
        Snapshot now = mailbox.snapshot();
        MessageStream.write(out, new Item.Folder(mailbox.name().path(), octets(now)));
        for (int position = 0; position < now.size(); position++) {
            try (var spool = new ContentSpool(scratch)) {
                if (read(mailbox, now.uid(position), spool)) {
                    var message =
                            new NewMessage(
                                    spool.content(),
                                    now.flags(position),
                                    now.internalDate(position));
                    MessageStream.write(out, new Item.Message(message));
                }
            }
        }
    }

    /// A message goes out when all of it has been read: it may be expunged at any time.
    ///
    /// @return false for one that is gone
    private static boolean read(Mailbox mailbox, long uid, ContentSpool spool) throws IOException {
        try (InputStream content = mailbox.content(uid).open()) {
            content.transferTo(spool);
            return true;
        } catch (MailboxException e) {
            if (e.reason() == MailboxException.Reason.NONEXISTENT) {
                return false;
            }
            throw e;
        }
    }

    static long octets(Snapshot mailbox) {
        return IntStream.range(0, mailbox.size()).mapToLong(mailbox::octets).sum();
    }
}
