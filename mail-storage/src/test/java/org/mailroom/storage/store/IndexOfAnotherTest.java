// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.account.Account;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Somebody has mixed up indexes or mailbox files: what an index says of another mailbox is not
/// believed, and no UID comes to mean another message.
class IndexOfAnotherTest {
    private static final List<String> ACCOUNTS = List.of("alice", "bob");

    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    /// What clients have seen: message texts by account, UIDVALIDITY and UID.
    private final Map<String, String> seen = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    private Mailbox inbox(String account) {
        return lab.store().account(new Account(account)).open(MailboxName.INBOX);
    }

    /// Looks at all messages, none of which may have changed its meaning.
    private void look(String account) {
        try (Mailbox inbox = inbox(account)) {
            List<Long> uids = StoreLab.uids(inbox);
            List<String> texts = StoreLab.texts(inbox);
            for (int i = 0; i < uids.size(); i++) {
                String id = account + " " + inbox.snapshot().uidValidity() + " " + uids.get(i);
                String before = seen.put(id, texts.get(i));
                assertThat(before == null || before.equals(texts.get(i))).as(id).isTrue();
            }
        }
    }

    /// Both have the same list mail, alice has read and flagged it and not told the file.
    private void fill() {
        for (String account : ACCOUNTS) {
            try (Mailbox inbox = inbox(account)) {
                inbox.append(
                        List.of(
                                StoreLab.message(StoreLab.mail("for all")),
                                StoreLab.message(StoreLab.mail("to " + account))));
            }
            look(account);
        }
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    private static void swap(Path one, Path other) throws IOException {
        Path between = one.resolveSibling("between");
        Files.move(one, between);
        Files.move(other, one);
        Files.move(between, other);
    }

    @Test
    void doesNotBelieveIndexesThatWereSwapped() throws IOException {
        fill();
        lab.close();
        Path alices = folder.resolve("index/alice/inbox");
        swap(alices, folder.resolve("index/bob/inbox"));
        lab = new StoreLab(folder);

        for (String account : ACCOUNTS) {
            look(account);
            try (Mailbox inbox = inbox(account)) {
                assertThat(StoreLab.subjects(inbox)).containsExactly("for all", "to " + account);
                // The file tells them.
                assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L);
                assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("next")))))
                        .containsExactly(3L);
            }
        }
    }

    @Test
    void takesNoFlagsFromTheIndexOfAnother() throws IOException {
        for (String account : ACCOUNTS) {
            Path file = folder.resolve("spool/" + account);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, StoreLab.foreign("for all"));
            look(account);
        }
        try (Mailbox inbox = inbox("alice")) {
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN, "secret"), Long.MAX_VALUE);
        }
        lab.close();
        swap(folder.resolve("index/alice/inbox"), folder.resolve("index/bob/inbox"));
        lab = new StoreLab(folder);

        try (Mailbox inbox = inbox("bob")) {
            assertThat(inbox.snapshot().flags(0)).isEqualTo(Flags.NONE);
            assertThat(inbox.snapshot().keywords()).doesNotContain("secret");
        }
        look("bob");
        look("alice");
    }

    @Test
    void noticesMailboxFilesThatWereSwapped() throws IOException {
        fill();
        lab.close();
        Path alices = folder.resolve("spool/alice");
        Path bobs = folder.resolve("spool/bob");
        FileTime time = modified(alices);
        swap(alices, bobs);
        Files.setLastModifiedTime(alices, time);
        Files.setLastModifiedTime(bobs, time);
        lab = new StoreLab(folder);

        look("alice");
        look("bob");
        try (Mailbox inbox = inbox("alice")) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("for all", "to bob");
        }
        lab.close();
        swap(alices, bobs);
        lab = new StoreLab(folder);

        look("alice");
        look("bob");
    }

    @Test
    void noticesAMailboxInThePlaceOfAnotherWithTheSameLengthAndTime() throws IOException {
        fill();
        lab.close();
        Path file = folder.resolve("spool/alice");
        FileTime time = modified(file);
        String text = Files.readString(file);
        String other = text.replace("to alice", "to other").replaceFirst("X-IMAPbase.*\n", "");
        String filler = "x".repeat(text.length() - other.length() - 1) + "\n";
        Files.writeString(file, other.replaceFirst("\ntext\n", "\ntext\n" + filler));
        assertThat(Files.size(file)).isEqualTo(text.length());
        Files.setLastModifiedTime(file, time);
        lab = new StoreLab(folder);

        look("alice");
        try (Mailbox inbox = inbox("alice")) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("for all", "to other");
            assertThat(StoreLab.uids(inbox)).doesNotContain(1L, 2L);
        }
    }

    @Test
    void forgetsTheIndexOfAFolderThatWasDeleted() throws IOException {
        Account account = new Account("alice");
        var name = new MailboxName("a");
        lab.store().account(account).create(name);
        try (Mailbox mailbox = lab.store().account(account).open(name)) {
            mailbox.append(List.of(StoreLab.message(StoreLab.mail("one"))));
        }
        lab.store().account(account).rename(name, new MailboxName("b"));
        lab.store().account(account).create(name);

        try (Mailbox mailbox = lab.store().account(account).open(name)) {
            assertThat(mailbox.snapshot().size()).isZero();
            assertThat(mailbox.snapshot().uidNext()).isEqualTo(1);
        }
    }
}
