// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.folder.FolderFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Folders with mail in them, and what tests ask of them.
final class FolderLab {
    static final MailboxName OLD = new MailboxName("old");
    static final MailboxName NEW = new MailboxName("x/new");

    /// What each of the folders holds.
    static final String MAIL = "2b* 3c";

    private FolderLab() {}

    static AccountFolders account(StoreLab lab, FolderFiles files) {
        return new AccountFolders(
                lab.store(), "demo", StoreLab.settings(lab.folder), files, InstantSource.system());
    }

    /// INBOX, `old` and `old/below` hold three mails each; the second is flagged.
    static StoreLab prepared(Path place) throws IOException {
        var lab = new StoreLab(place);
        for (String name : List.of("old", "old/below")) {
            lab.store().account(StoreLab.DEMO).create(new MailboxName(name));
        }
        for (String name : List.of("INBOX", "old", "old/below")) {
            try (Mailbox mailbox = lab.open(name)) {
                StoreLab.fill(mailbox);
                mailbox.expunge(List.of(1L));
                var _ =
                        mailbox.changeFlags(
                                List.of(2L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            }
        }
        lab.restart();
        return lab;
    }

    /// What each folder that has mail holds: UIDs, subjects, and whether they are flagged.
    static Map<String, String> contents(AccountStore account) {
        var contents = new TreeMap<String, String>();
        for (var each : account.folders()) {
            try (Mailbox mailbox = account.open(each.name())) {
                String text = content(mailbox);
                if (!text.isEmpty()) {
                    contents.put(each.name().path(), text);
                }
            } catch (MailboxException parentOnly) {
                assertThat(parentOnly.reason()).isEqualTo(MailboxException.Reason.NONEXISTENT);
            }
        }
        return contents;
    }

    private static String content(Mailbox mailbox) {
        var text = new StringBuilder();
        List<Long> uids = StoreLab.uids(mailbox);
        List<String> subjects = StoreLab.subjects(mailbox);
        for (int i = 0; i < uids.size(); i++) {
            boolean isFlagged = StoreLab.flags(mailbox, uids.get(i)).has(Flags.FLAGGED);
            text.append(uids.get(i)).append(subjects.get(i)).append(isFlagged ? "* " : " ");
        }
        return text.toString().strip();
    }

    /// Names of folders, each with what it holds.
    static Map<String, String> mail(String... namesAndContents) {
        var mail = new TreeMap<String, String>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            mail.put(namesAndContents[i], namesAndContents[i + 1]);
        }
        return mail;
    }

    /// Each folder can be listed, written to, and deleted.
    static void assertUsable(AccountStore account) {
        for (String name : contents(account).keySet()) {
            try (Mailbox mailbox = account.open(new MailboxName(name))) {
                int before = mailbox.snapshot().size();
                var _ = mailbox.append(List.of(StoreLab.message(StoreLab.mail("more"))));
                assertThat(StoreLab.subjects(mailbox)).hasSize(before + 1).endsWith("more");
            }
        }
        List<MailboxName> names =
                new ArrayList<>(contents(account).keySet().stream().map(MailboxName::new).toList());
        names.remove(MailboxName.INBOX);
        names.reversed().forEach(account::delete);
        assertThat(contents(account).keySet()).isSubsetOf("INBOX");
    }
}
