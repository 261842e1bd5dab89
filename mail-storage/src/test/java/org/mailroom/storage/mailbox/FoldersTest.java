// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.account.Account;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Folder;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

class FoldersTest {
    @TempDir private Path folder;
    private StoreLab lab;
    private AccountStore demo;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        demo = lab.store().account(StoreLab.DEMO);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static MailboxName name(String path) {
        return new MailboxName(path);
    }

    private List<String> names() {
        return demo.folders().stream().map(f -> f.name().path()).toList();
    }

    @Test
    void givesANewAccountTheUsualFolders() {
        assertThat(demo.folders())
                .extracting(f -> f.name().path() + " " + f.uses())
                .containsExactly(
                        "INBOX []",
                        "Archive [\\Archive]",
                        "Drafts [\\Drafts]",
                        "Junk [\\Junk]",
                        "Sent [\\Sent]",
                        "Trash [\\Trash]");
        assertThat(demo.subscriptions())
                .extracting(MailboxName::path)
                .containsExactly("Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../../x",
                "a/../../b",
                "~",
                "mbox",
                "x/mbox",
                "mbox.lock",
                ".subscriptions",
                ".index-1",
                "%2E%2E",
                "Entwürfe ß",
                "日本語",
                "a\\b",
                "a b ",
                "inbox/x",
                "con:",
                "-rf"
            })
    void holdsMailInFoldersOfAnyNameInsideTheAccount(String path) throws IOException {
        demo.create(name(path));
        try (Mailbox mailbox = demo.open(name(path))) {
            mailbox.append(List.of(StoreLab.message(StoreLab.mail(path))));
        }

        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);

        assertThat(names()).contains(name(path).path());
        try (Mailbox mailbox = demo.open(name(path))) {
            assertThat(StoreLab.uids(mailbox)).containsExactly(1L);
        }
        try (Stream<Path> files = Files.list(folder.resolve("folders"))) {
            assertThat(files).singleElement().matches(file -> file.endsWith("demo"));
        }
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> demo.create(name("ü".repeat(100))))
                .matches(e -> e.reason() == Reason.CANNOT);
    }

    @Test
    void makesParentsThatHoldNoMail() {
        demo.create(name("a/b/c"));

        assertThat(demo.folders())
                .filteredOn(f -> f.name().path().startsWith("a"))
                .extracting(Folder::kind)
                .containsExactly(
                        Folder.Kind.PARENT_ONLY, Folder.Kind.PARENT_ONLY, Folder.Kind.MAILBOX);
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> demo.open(name("a/b")))
                .matches(e -> e.reason() == Reason.NONEXISTENT);
    }

    @Test
    void deletesAFolderButNotItsChildren() {
        demo.create(name("a"));
        demo.create(name("a/b"));

        demo.delete(name("a"));

        assertThat(names()).contains("a", "a/b");
        demo.delete(name("a/b"));
        assertThat(names()).contains("a").doesNotContain("a/b");
    }

    @Test
    void neverGivesAFolderOfTheSameNameTheSameUidValidity() {
        long before;
        demo.create(name("a"));
        try (Mailbox mailbox = demo.open(name("a"))) {
            before = mailbox.snapshot().uidValidity();
        }

        demo.delete(name("a"));
        demo.create(name("a"));

        try (Mailbox mailbox = demo.open(name("a"))) {
            assertThat(mailbox.snapshot().uidValidity()).isGreaterThan(before);
        }
    }

    @Test
    void renamesATreeWithItsMail() {
        demo.create(name("a/b"));
        long validity;
        try (Mailbox mailbox = demo.open(name("a/b"))) {
            mailbox.append(List.of(StoreLab.message(StoreLab.mail("x"))));
            validity = mailbox.snapshot().uidValidity();
        }

        demo.rename(name("a"), name("new/place"));

        assertThat(names()).contains("new/place/b").doesNotContain("a", "a/b");
        try (Mailbox mailbox = demo.open(name("new/place/b"))) {
            assertThat(StoreLab.subjects(mailbox)).containsExactly("x");
            assertThat(mailbox.snapshot().uidValidity()).isEqualTo(validity);
        }
    }

    @Test
    void tellsSessionsThatTheirFolderIsGone() {
        demo.create(name("a"));
        try (Mailbox mailbox = demo.open(name("a"))) {
            mailbox.snapshot();

            demo.delete(name("a"));

            assertThatExceptionOfType(MailboxException.class)
                    .isThrownBy(mailbox::snapshot)
                    .matches(e -> e.reason() == Reason.NONEXISTENT);
        }
    }

    @Test
    void emptiesInboxWhenItIsRenamed() {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("x"))));

            demo.rename(MailboxName.INBOX, name("old"));

            assertThat(inbox.snapshot().size()).isZero();
            assertThat(StoreLab.subjects(lab.open("old"))).containsExactly("x");
        }
    }

    @Test
    void remembersSubscriptionsToWhatDoesNotExist() throws IOException {
        demo.subscribe(name("nowhere"));
        demo.unsubscribe(name("Junk"));

        lab.restart();

        assertThat(lab.store().account(StoreLab.DEMO).subscriptions())
                .contains(name("nowhere"))
                .doesNotContain(name("Junk"));
    }

    private List<String> uses() {
        return demo.folders().stream()
                .filter(f -> !f.uses().isEmpty())
                .map(f -> f.name() + " " + String.join(" ", f.uses()))
                .toList();
    }

    @Test
    void leavesTheSpecialUseWithAFolderThatIsRenamed() throws IOException {
        demo.rename(name("Sent"), name("old/Gesendet"));
        demo.create(name("Sent"));
        demo.rename(name("old"), name("older"));

        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);

        assertThat(uses())
                .containsExactly(
                        "Archive \\Archive",
                        "Drafts \\Drafts",
                        "Junk \\Junk",
                        "Trash \\Trash",
                        "older/Gesendet \\Sent");
    }

    @Test
    void givesTheSpecialUseOfADeletedFolderToTheNextOfItsName() {
        demo.delete(name("Sent"));
        assertThat(uses()).doesNotContain("Sent \\Sent");

        demo.create(name("Sent"));

        assertThat(uses()).contains("Sent \\Sent");
    }

    /// RFC 9051 §6.3.7: the server does not remove a name by itself; nor does it follow a rename.
    @Test
    void leavesSubscriptionsAloneWhenFoldersAreRenamedOrDeleted() {
        demo.create(name("a/b"));
        demo.subscribe(name("a/b"));

        demo.rename(name("a"), name("c"));
        demo.delete(name("Junk"));

        assertThat(demo.subscriptions())
                .contains(name("a/b"), name("Junk"))
                .doesNotContain(name("c/b"));
    }

    @Test
    void keepsFlagsThatAreNotWrittenYetInATreeThatIsRenamed() throws IOException {
        demo.create(name("a/b"));
        try (Mailbox mailbox = demo.open(name("a/b"))) {
            mailbox.append(List.of(StoreLab.message(StoreLab.mail("x"))));
            mailbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN, "k"), Long.MAX_VALUE);
        }

        demo.rename(name("a"), name("c"));
        lab.restart();

        try (Mailbox mailbox = lab.open("c/b")) {
            assertThat(StoreLab.flags(mailbox, 1)).isEqualTo(new Flags(Flags.SEEN, Set.of("k")));
            assertThat(mailbox.snapshot().highestModSeq()).isGreaterThan(1);
        }
    }

    @Test
    void keepsAccountsApart() {
        AccountStore other = lab.store().account(new Account("other@example.org"));
        other.create(name("a"));

        assertThat(names()).doesNotContain("a");
    }

    @ParameterizedTest
    @CsvSource({
        "demo, spool/demo",
        "a@example.org, virtual/example.org/a",
        "a.b+c@example.org, virtual/example.org/a.b+c",
        "..@example.org, virtual/example.org/%2E%2E%2E",
        "a@.., virtual/%2E%2E%2E/a",
        ".., spool/%2E%2E%2E",
        "demo.lock, spool/%2Edemo%2Elock"
    })
    void findsTheMailboxOfAnAccount(String account, String path) {
        Path found =
                StoreSettings.inbox(folder.resolve("spool"), folder.resolve("virtual"), account);

        assertThat(folder.relativize(found)).isEqualTo(Path.of(path));
    }

    @Test
    void adoptsMailInPlaceOfAnEmptyFolderThatKeepsItsUse() throws IOException {
        var sent = name("Sent");
        try (Mailbox empty = lab.open("Sent")) {
            assertThat(empty.snapshot().size()).isZero();
        }

        demo.adopt(sent, mbox("mine"));

        try (Mailbox adopted = lab.open("Sent")) {
            assertThat(adopted.snapshot().size()).isEqualTo(1);
        }
        assertThat(demo.folders())
                .filteredOn(folder -> folder.name().equals(sent))
                .extracting(Folder::uses)
                .containsExactly(Set.of("\\Sent"));
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> demo.adopt(sent, mbox("other")))
                .withMessage("Mailbox already exists");
    }

    private static InputStream mbox(String subject) {
        return new ByteArrayInputStream(
                StoreLab.foreign(subject).getBytes(StandardCharsets.US_ASCII));
    }

    /// What a process leaves that ends between the two halves of a rename of INBOX.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finishesARenameOfInboxThatWasCutShort(boolean isCopied) throws IOException {
        demo.create(name("new"));
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            var two =
                    List.of(
                            StoreLab.message(StoreLab.mail("a")),
                            StoreLab.message(StoreLab.mail("b")));
            List<Long> uids = inbox.append(two);
            new InboxRename(new RealFolderFiles(), folder.resolve("folders/demo"))
                    .begin(name("new"), inbox.snapshot());
            if (isCopied) {
                inbox.copy(uids, target);
            }
        }
        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);

        assertThat(names().contains("new")).isEqualTo(isCopied);
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox))
                    .isEqualTo(isCopied ? List.of() : List.of("a", "b"));
        }
        if (isCopied) {
            try (Mailbox moved = lab.open("new")) {
                assertThat(StoreLab.subjects(moved)).containsExactly("a", "b");
            }
        }
        assertThat(folder.resolve("folders/demo/.inbox-rename")).doesNotExist();
    }

    /// A rename of INBOX, which has mails a and b, that was cut short when the target had these.
    private void cutShort(boolean isMarked, String... subjects) throws IOException {
        demo.create(name("new"));
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            var _ =
                    inbox.append(
                            List.of(
                                    StoreLab.message(StoreLab.mail("a")),
                                    StoreLab.message(StoreLab.mail("b"))));
            var note = new InboxRename(new RealFolderFiles(), folder.resolve("folders/demo"));
            note.begin(name("new"), inbox.snapshot());
            if (isMarked) {
                note.copied(name("new"), inbox.snapshot());
            }
            for (String subject : subjects) {
                var _ = target.append(List.of(StoreLab.message(StoreLab.mail(subject))));
            }
        }
        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);
    }

    @Test
    void keepsWhatOthersDidBeforeARenameOfInboxWasFinished() throws IOException {
        cutShort(true, "a");

        assertThat(names()).contains("new");
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            assertThat(StoreLab.subjects(inbox)).isEmpty();
            assertThat(StoreLab.subjects(target)).containsExactly("a");
        }
    }

    @Test
    void takesNothingAwayWhereARenameOfInboxCannotBeTold() throws IOException {
        cutShort(false, "other", "mails", "here");

        assertThat(names()).contains("new");
        try (Mailbox inbox = lab.inbox();
                Mailbox target = lab.open("new")) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
            assertThat(StoreLab.subjects(target)).containsExactly("other", "mails", "here");
        }
        assertThat(folder.resolve("folders/demo/.inbox-rename")).doesNotExist();
    }

    @Test
    void finishesARenameOfInboxWhenNobodyElseHasIt() throws IOException {
        cutShort(true, "a", "b");
        Path lock = Files.writeString(folder.resolve("spool/demo.lock"), "1\n");

        assertThat(names()).contains("new");
        assertThat(folder.resolve("folders/demo/.inbox-rename")).exists();
        Files.delete(lock);

        assertThat(names()).contains("new");
        assertThat(folder.resolve("folders/demo/.inbox-rename")).doesNotExist();
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox)).isEmpty();
        }
    }

    @Test
    void keepsAnnotationsWithTheirFolder() throws IOException {
        demo.create(name("old"));
        demo.setMetadata(name("old"), "/private/Comment", Optional.of(new byte[] {0, 1, 10}));
        demo.setMetadata(name("old"), "/shared/color", Optional.of(new byte[] {'r'}));
        demo.setMetadata(name("old"), "/shared/color", Optional.empty());
        demo.setMetadata(MailboxName.INBOX, "/private/comment", Optional.of(new byte[0]));
        demo.rename(name("old"), name("new"));
        lab.restart();
        demo = lab.store().account(StoreLab.DEMO);

        assertThat(demo.metadata(name("new")))
                .containsExactly(Map.entry("/private/comment", new byte[] {0, 1, 10}));
        assertThat(demo.metadata(MailboxName.INBOX)).containsOnlyKeys("/private/comment");
        demo.delete(name("new"));
        demo.create(name("new"));
        assertThat(demo.metadata(name("new"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comment",
                "/private",
                "/private/",
                "/private//a",
                "/other/a",
                "/private/a b",
                "/private/*"
            })
    void refusesAnnotationsOfOtherNames(String entry) {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> demo.setMetadata(MailboxName.INBOX, entry, Optional.empty()))
                .matches(refusal -> refusal.reason() == Reason.CANNOT);
    }

    @Test
    void refusesAnnotationsThatAreTooManyOrTooLarge() {
        for (int i = 0; i < 100; i++) {
            demo.setMetadata(MailboxName.INBOX, "/private/" + i, Optional.of(new byte[0]));
        }

        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                demo.setMetadata(
                                        MailboxName.INBOX, "/private/x", Optional.of(new byte[0])))
                .matches(refusal -> refusal.reason() == Reason.LIMIT);
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                demo.setMetadata(
                                        MailboxName.INBOX,
                                        "/private/1",
                                        Optional.of(new byte[70_000])))
                .matches(refusal -> refusal.reason() == Reason.LIMIT);
    }

    @Test
    void countsAllAnnotationsOfAFolderTogether() {
        demo.setMetadata(MailboxName.INBOX, "/private/1", Optional.of(new byte[40_000]));

        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                demo.setMetadata(
                                        MailboxName.INBOX,
                                        "/private/2",
                                        Optional.of(new byte[40_000])))
                .matches(refusal -> refusal.reason() == Reason.LIMIT);
    }
}
