// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mailroom.storage.store.FolderLab.MAIL;
import static org.mailroom.storage.store.FolderLab.NEW;
import static org.mailroom.storage.store.FolderLab.OLD;
import static org.mailroom.storage.store.FolderLab.mail;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Folder;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.store.FaultyFolderFiles.Failure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Any single change of the directories of folders fails, and the server goes on: the client is
/// told why, may ask again, and finds all mail and folders, then and after a restart.
class FolderFaultsTest {
    private static final MailboxName SENT = new MailboxName("Sent");

    private static final String COMMENT = "/private/comment";

    @TempDir private Path folder;

    /// Asks for something again and again in a new place; each time one step later fails.
    ///
    /// @param state what is looked at
    /// @param done what it is once all is well
    private <T> void failEverywhere(
            Failure fault, Consumer<AccountStore> work, Function<AccountStore, T> state, T done)
            throws IOException {
        boolean failed = true;
        for (int at = 1; failed; at++) {
            Path place = Files.createDirectory(folder.resolve("at" + at));
            try (StoreLab lab = FolderLab.prepared(place)) {
                var files = new FaultyFolderFiles(at, fault);
                AccountStore account = FolderLab.account(lab, files);
                T before = state.apply(account);
                var refusal =
                        catchThrowableOfType(MailboxException.class, () -> work.accept(account));
                failed = refusal != null;
                if (failed) {
                    assertSaysWhy(refusal, fault);
                    assertThat(state.apply(account)).as("step %d", at).isIn(before, done);
                    askAgain(() -> work.accept(account));
                }

                assertThat(state.apply(account)).as("step %d, asked again", at).isEqualTo(done);
                lab.restart();
                AccountStore restarted = lab.store().account(StoreLab.DEMO);
                assertThat(state.apply(restarted)).as("step %d, restarted", at).isEqualTo(done);
                FolderLab.assertUsable(restarted);
            }
            assertThat(at).as("it ends").isLessThan(100);
        }
    }

    private static void assertSaysWhy(MailboxException refusal, Failure fault) {
        switch (fault) {
            case SYNC_FAILS -> {
                assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
                assertThat(refusal).hasMessage("Mailbox is unavailable");
            }
            case DISK_FULL -> {
                assertThat(refusal.reason()).isEqualTo(Reason.OVER_QUOTA);
                assertThat(refusal).hasMessage("No room on the server's disk");
            }
        }
    }

    // What was done although it did not look so cannot be done again.
    private static void askAgain(Runnable work) {
        var refusal = catchThrowableOfType(MailboxException.class, work::run);
        if (refusal != null) {
            assertThat(refusal.reason()).isIn(Reason.ALREADY_EXISTS, Reason.NONEXISTENT);
        }
    }

    private static String names(AccountStore account) {
        return String.join(
                " ",
                account.folders().stream()
                        .filter(each -> each.kind() == Folder.Kind.MAILBOX)
                        .map(each -> each.name().path())
                        .toList());
    }

    private static Map<String, String> uses(AccountStore account) {
        var uses = new TreeMap<String, String>();
        for (Folder each : account.folders()) {
            each.uses().forEach(use -> uses.put(use, each.name().path()));
        }
        return uses;
    }

    private static String comment(AccountStore account) {
        Map<String, byte[]> entries = account.metadata(OLD);
        return new String(entries.getOrDefault(COMMENT, new byte[0]), StandardCharsets.US_ASCII);
    }

    private static InputStream mbox() {
        String text = StoreLab.foreign("adopted");
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String subscriptions(AccountStore account) {
        return account.subscriptions().toString();
    }

    @ParameterizedTest
    @EnumSource
    void createsAFolder(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.create(NEW),
                FolderFaultsTest::names,
                "INBOX Archive Drafts Junk Sent Trash old old/below x/new");
    }

    @ParameterizedTest
    @EnumSource
    void renamesATree(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.rename(OLD, NEW),
                FolderLab::contents,
                mail("INBOX", MAIL, "x/new", MAIL, "x/new/below", MAIL));
    }

    @ParameterizedTest
    @EnumSource
    void renamesInbox(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.rename(MailboxName.INBOX, NEW),
                FolderLab::contents,
                mail("x/new", "1b* 2c", "old", MAIL, "old/below", MAIL));
    }

    @ParameterizedTest
    @EnumSource
    void deletesAFolder(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.delete(OLD),
                FolderLab::contents,
                mail("INBOX", MAIL, "old/below", MAIL));
    }

    @ParameterizedTest
    @EnumSource
    void adoptsMail(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.adopt(NEW, mbox()),
                FolderLab::contents,
                mail("INBOX", MAIL, "old", MAIL, "old/below", MAIL, "x/new", "1adopted"));
    }

    @ParameterizedTest
    @EnumSource
    void subscribes(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.subscribe(NEW),
                FolderFaultsTest::subscriptions,
                "[Archive, Drafts, INBOX, Junk, Sent, Trash, x/new]");
    }

    @ParameterizedTest
    @EnumSource
    void unsubscribes(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.unsubscribe(SENT),
                FolderFaultsTest::subscriptions,
                "[Archive, Drafts, INBOX, Junk, Trash]");
    }

    @ParameterizedTest
    @EnumSource
    void movesASpecialUse(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.rename(SENT, NEW),
                FolderFaultsTest::uses,
                Map.of(
                        "\\Archive",
                        "Archive",
                        "\\Drafts",
                        "Drafts",
                        "\\Junk",
                        "Junk",
                        "\\Sent",
                        "x/new",
                        "\\Trash",
                        "Trash"));
    }

    @ParameterizedTest
    @EnumSource
    void annotates(Failure fault) throws IOException {
        failEverywhere(
                fault,
                account -> account.setMetadata(OLD, COMMENT, Optional.of(new byte[] {'a'})),
                FolderFaultsTest::comment,
                "a");
    }
}
