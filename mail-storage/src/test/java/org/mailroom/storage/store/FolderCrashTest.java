// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.storage.store.FolderLab.MAIL;
import static org.mailroom.storage.store.FolderLab.NEW;
import static org.mailroom.storage.store.FolderLab.OLD;
import static org.mailroom.storage.store.FolderLab.assertUsable;
import static org.mailroom.storage.store.FolderLab.contents;
import static org.mailroom.storage.store.FolderLab.mail;
import static org.mailroom.storage.store.FolderLab.prepared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.store.FaultyFolderFiles.Halt;
import org.mailroom.storage.store.FaultyFolderFiles.Stop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Stops before or after every single change of the directories of folders: no mail is lost or
/// there twice, UIDs and flags stay, and each folder can be used.
class FolderCrashTest {
    @TempDir private Path folder;

    private interface Work {
        void run(AccountFolders account) throws IOException;
    }

    private interface Expected {
        void of(AccountStore account);
    }

    /// Does work again and again in a new place, and stops one step later each time.
    private void stopEverywhere(Halt when, Work work, Expected expected) throws IOException {
        boolean stopped = true;
        for (int at = 1; stopped; at++) {
            Path place = Files.createDirectory(folder.resolve("at" + at));
            try (StoreLab lab = prepared(place)) {
                stopped = isStopped(lab, at, when, work);
                lab.restart();
                AccountStore account = lab.store().account(StoreLab.DEMO);
                expected.of(account);
                assertUsable(account);
            }
            assertThat(at).as("it ends").isLessThan(100);
        }
    }

    private static boolean isStopped(StoreLab lab, int at, Halt when, Work work)
            throws IOException {
        AccountFolders account = FolderLab.account(lab, new FaultyFolderFiles(at, when));
        try {
            work.run(account);
            return false;
        } catch (Stop stop) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void renamesATree(Halt when) throws IOException {
        stopEverywhere(
                when,
                account -> account.rename(OLD, NEW),
                found ->
                        assertThat(contents(found))
                                .isIn(
                                        mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL),
                                        mail("INBOX", MAIL, "x/new", MAIL, "x/new/below", MAIL)));
    }

    @ParameterizedTest
    @EnumSource
    void deletesAFolder(Halt when) throws IOException {
        stopEverywhere(
                when,
                account -> account.delete(OLD),
                found ->
                        assertThat(contents(found))
                                .isIn(
                                        mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL),
                                        mail("INBOX", MAIL, "old/below", MAIL)));
    }

    @ParameterizedTest
    @EnumSource
    void renamesInbox(Halt when) throws IOException {
        stopEverywhere(
                when,
                account -> account.rename(MailboxName.INBOX, NEW),
                found ->
                        assertThat(contents(found))
                                .isIn(
                                        mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL),
                                        mail("x/new", "1b* 2c", "old", MAIL, "old/below", MAIL)));
    }

    @ParameterizedTest
    @EnumSource
    void adoptsMail(Halt when) throws IOException {
        String mbox = StoreLab.foreign("adopted");
        stopEverywhere(
                when,
                account ->
                        account.adopt(
                                NEW,
                                new ByteArrayInputStream(mbox.getBytes(StandardCharsets.US_ASCII))),
                found ->
                        assertThat(contents(found).getOrDefault("x/new", "1adopted"))
                                .isEqualTo("1adopted"));
    }

    @Test
    void keepsTheUidValidityOfAFolderWhoseIndexDidNotComeAlong() throws IOException {
        Path place = Files.createDirectory(folder.resolve("validity"));
        try (StoreLab lab = prepared(place)) {
            long before;
            try (Mailbox mailbox = lab.open("old")) {
                before = mailbox.snapshot().uidValidity();
            }
            assertThat(isStopped(lab, 2, Halt.AFTER, account -> account.rename(OLD, NEW))).isTrue();
            lab.restart();

            try (Mailbox mailbox = lab.open("x/new")) {
                assertThat(mailbox.snapshot().uidValidity()).isEqualTo(before);
            }
        }
    }
}
