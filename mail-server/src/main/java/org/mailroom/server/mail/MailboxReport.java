// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.mail;

import static java.util.stream.Collectors.joining;

import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Folder;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.Snapshot;

import java.util.List;
import java.util.stream.IntStream;

/// What is in the mailboxes of a user, in words.
record MailboxReport(AccountStore mail) {

    /// A line for each folder.
    String list() {
        var text = new StringBuilder("  messages    unseen       octets  name\n");
        List<MailboxName> subscribed = mail.subscriptions();
        for (Folder folder : mail.folders()) {
            String uses = String.join(" ", folder.uses());
            String name =
                    folder.name().path()
                            + (uses.isEmpty() ? "" : " " + uses)
                            + (subscribed.contains(folder.name()) ? "" : " (not subscribed)");
            text.append(
                    folder.kind() == Folder.Kind.PARENT_ONLY
                            ? "         -         -            -  " + name + "\n"
                            : row(folder.name(), name));
        }
        return text.toString();
    }

    private String row(MailboxName folder, String name) {
        try (Mailbox mailbox = mail.open(folder)) {
            Snapshot now = mailbox.snapshot();
            return "%,10d%,10d%,13d  %s\n"
                    .formatted(now.size(), unseen(now), MailExport.octets(now), name);
        } catch (MailboxException e) {
            return "         ?         ?            ?  %s: %s\n".formatted(name, e.getMessage());
        }
    }

    private static long unseen(Snapshot mailbox) {
        return IntStream.range(0, mailbox.size())
                .filter(position -> !mailbox.flags(position).has(Flags.SEEN))
                .count();
    }

    /// What IMAP tells of a folder; of INBOX, where none is named.
    String status(String folder) {
        MailboxName name = folder.isEmpty() ? MailboxName.INBOX : new MailboxName(folder);
        try (Mailbox mailbox = mail.open(name)) {
            Snapshot now = mailbox.snapshot();
            return """
            mailbox: %s
            messages: %d
            unseen: %d
            octets: %d
            UIDVALIDITY: %d
            UIDNEXT: %d
            HIGHESTMODSEQ: %d
            keywords:%s
            """
                    .formatted(
                            name,
                            now.size(),
                            unseen(now),
                            MailExport.octets(now),
                            now.uidValidity(),
                            now.uidNext(),
                            now.highestModSeq(),
                            now.keywords().stream().map(" "::concat).collect(joining()));
        }
    }
}
