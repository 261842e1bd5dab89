// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AutoClose;
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
import java.util.Set;
import java.util.stream.Stream;

class FoldersTest {
    @TempDir private Path folder;
    @AutoClose private StoreLab lab;
    private AccountStore demo;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        demo = lab.store().account(StoreLab.DEMO);
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

    @ParameterizedTest
    @CsvSource({"p/, 40, deep/, 20", "日本語日本語日本語日本語/, 10, 語日本日本語日本語日本語/, 20"})
    void movesNoTreeToWhereItsNamesWouldBeTooLong(
            String level, int levels, String parent, int parents) {
        String tree = level.repeat(levels);
        demo.create(name(tree + "leaf"));
        demo.delete(name(tree + "leaf"));
        MailboxName top = name(level.substring(0, level.length() - 1));

        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> demo.rename(top, name(parent.repeat(parents) + "x")))
                .matches(e -> e.reason() == Reason.CANNOT);

        assertThat(names()).contains(top.path()).hasSize(6 + levels);
    }

    @Test
    void passesOverDirectoriesThatCanBeNoFolders() throws IOException {
        demo.create(name("a"));
        Files.createDirectories(folder.resolve("folders/demo/a/%00/b"));
        Files.createDirectories(folder.resolve("folders/demo/a/" + "b/".repeat(60)));

        assertThat(names()).contains("a", "a" + "/b".repeat(49)).hasSize(6 + 1 + 49);
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
}
