// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Other programs change the mailbox file while Mailroom has it, or while it does not run.
class ForeignWritersTest {
    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    /// The file without one of its messages, as a program that rewrites it leaves it.
    private static String without(String file, String subject) {
        int at = file.indexOf("Subject: " + subject + "\n");
        int start = file.lastIndexOf("From ", at);
        int end = file.indexOf("\nFrom ", at);
        return file.substring(0, start) + (end < 0 ? "" : file.substring(end + 1));
    }

    @Test
    void seesWhatIsAppended() {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);

            lab.addToInbox(StoreLab.foreign("d"));

            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b", "c", "d");
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    @Test
    void seesWhatWasAppendedBeforeItCame() {
        lab.addToInbox(StoreLab.foreign("a") + StoreLab.foreign("b"));

        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
        }
    }

    @Test
    void appendsBehindAMessageWithoutLineEnd() {
        lab.addToInbox(StoreLab.foreign("a").strip());

        try (Mailbox inbox = lab.inbox()) {
            long octets = inbox.snapshot().octets(0);
            StoreLab.fill(inbox);

            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "a", "b", "c");
            assertThat(StoreLab.texts(inbox).getFirst()).isEqualTo(StoreLab.mail("a"));
            assertThat(inbox.snapshot().octets(0)).isEqualTo(octets);
        }
    }

    @Test
    void keepsUidsWhenOthersDeleteMessages() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            inbox.changeFlags(List.of(3L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);

            lab.replaceInbox(without(lab.inboxText(), "b"));

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L);
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "c");
            assertThat(StoreLab.flags(inbox, 3).has(Flags.FLAGGED)).isTrue();
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("d")))))
                    .containsExactly(4L);
        }
    }

    /// mutt drops our padded fields and writes `Content-Length` and `Lines` of its own.
    @Test
    void keepsUidsWhenMuttRewritesTheFile() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);

            String file = without(lab.inboxText(), "a").replaceAll("X?-?Status: +\n", "");
            String muttsFields = "Status: O\nContent-Length: 9\nLines: 2\n";
            lab.replaceInbox(file.replaceAll("(X-UID: \\d+\n)", "$1" + muttsFields));

            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L);
            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c");
        }
    }

    @Test
    void neverGivesTheUidOfADeletedMessageToAnother() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);

            lab.replaceInbox(without(lab.inboxText(), "c") + StoreLab.foreign("new"));

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L, 4L);
        }
    }

    @Test
    void keepsUidsOfForeignMessagesByTheirText() throws IOException {
        lab.addToInbox(StoreLab.foreign("a") + StoreLab.foreign("b") + StoreLab.foreign("c"));
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L, 3L);

            lab.replaceInbox(StoreLab.foreign("a") + StoreLab.foreign("c"));

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L);
        }
    }

    @Test
    void noticesAChangeWhoseTimeWasSetBack() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            FileTime before = Files.getLastModifiedTime(lab.inboxFile());
            assertThat(inbox.snapshot().size()).isEqualTo(3);

            String file = lab.inboxText();
            lab.replaceInbox(without(file, "b"));
            Files.setLastModifiedTime(lab.inboxFile(), before);

            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "c");
        }
    }

    @Test
    void followsAFileThatWasReplacedByAnother() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);

            Path next = folder.resolve("spool/next");
            Files.writeString(next, without(lab.inboxText(), "a"));
            Files.move(next, lab.inboxFile(), StandardCopyOption.REPLACE_EXISTING);

            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L);
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("d")))))
                    .containsExactly(4L);
            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c", "d");
        }
    }

    @Test
    void takesAFileThatWasEmptiedOrRemovedForAnEmptyMailbox() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            long validity = inbox.snapshot().uidValidity();

            lab.replaceInbox("");
            assertThat(inbox.snapshot().size()).isZero();
            lab.addToInbox(StoreLab.foreign("d"));
            assertThat(StoreLab.uids(inbox)).containsExactly(4L);
            Files.delete(lab.inboxFile());
            assertThat(inbox.snapshot().size()).isZero();

            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("e")))))
                    .containsExactly(5L);
            assertThat(inbox.snapshot().uidValidity()).isEqualTo(validity);
        }
    }

    @Test
    void leavesExpungedMessagesOutAfterAForeignRewrite() throws IOException {
        lab.addToInbox(StoreLab.foreign("x") + StoreLab.foreign("y"));
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            inbox.expunge(List.of(1L, 4L));
            assertThat(StoreLab.subjects(inbox)).containsExactly("y", "a", "c");

            String file = lab.inboxText();
            lab.replaceInbox(file + "junk at the end\n");

            assertThat(StoreLab.uids(inbox)).contains(2L, 3L).doesNotContain(1L, 4L);
        }
    }

    @Test
    void knowsMailThatWasAwayForAMoment() throws IOException {
        lab.addToInbox(StoreLab.foreign("x"));
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            inbox.changeFlags(List.of(1L, 3L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            inbox.expunge(List.of(2L));
            long modSeq = inbox.snapshot().highestModSeq();
            Path away = folder.resolve("spool/away");

            Files.move(lab.inboxFile(), away);
            assertThat(inbox.snapshot().size()).isZero();
            inbox.append(List.of(StoreLab.message(StoreLab.mail("new"))));
            Files.move(away, lab.inboxFile(), StandardCopyOption.REPLACE_EXISTING);

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L, 4L);
            assertThat(StoreLab.flags(inbox, 1).has(Flags.FLAGGED)).isTrue();
            assertThat(StoreLab.flags(inbox, 3).has(Flags.FLAGGED)).isTrue();
            assertThat(inbox.snapshot().modSeq(0)).isGreaterThan(modSeq);
        }
    }

    @Test
    void knowsMailOfAFileThatWasEmptyForAMoment() throws IOException {
        lab.addToInbox(StoreLab.foreign("x") + StoreLab.foreign("y"));
        try (Mailbox inbox = lab.inbox()) {
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            String all = lab.inboxText();

            lab.replaceInbox("");
            assertThat(inbox.snapshot().size()).isZero();
            lab.replaceInbox(all);

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L);
            assertThat(StoreLab.flags(inbox, 2).has(Flags.FLAGGED)).isTrue();
        }
    }

    @Test
    void takesNothingForLostThatAnotherProgramHasTakenOut() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            String own = lab.inboxText();
            lab.addToInbox(StoreLab.foreign("d"));
            assertThat(inbox.snapshot().size()).isEqualTo(4);
            lab.replaceInbox(own);
            assertThat(inbox.snapshot().size()).isEqualTo(3);
            long modSeq = inbox.snapshot().highestModSeq();

            lab.restart();

            try (Mailbox again = lab.inbox()) {
                assertThat(again.snapshot().highestModSeq()).isEqualTo(modSeq);
            }
        }
    }

    @Test
    void takesNoLiveMailForAnExpungedMessageOfTheSameText() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            inbox.expunge(List.of(1L));

            String copy = "From x@y.example Mon Nov 23 09:00:00 2026\nSubject: a\n\ntext\n\n";
            lab.replaceInbox(without(lab.inboxText(), "a") + copy);

            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c", "a");
            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L, 4L);
            inbox.expunge(List.of(2L, 3L));
            lab.tidy();
            assertThat(lab.inboxText()).contains("Subject: a\n").doesNotContain("Subject: b\n");
        }
    }

    @Test
    void showsAMessageThatAnotherProgramHasFetchedBack() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            inbox.expunge(List.of(1L));

            lab.replaceInbox(lab.inboxText().replaceAll("X-Status: .*E.*\n", ""));

            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c", "a");
            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L, 4L);
        }
    }

    @Test
    void tellsWatchersOfForeignMailAtOnce() {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            inbox.snapshot();
            var told = new AtomicInteger();

            try (Mailbox.Watch _ = inbox.watch(told::incrementAndGet)) {
                lab.addToInbox(StoreLab.foreign("d"));
                await().until(() -> told.get() > 0);
            }

            assertThat(StoreLab.subjects(inbox)).contains("d");
        }
    }

    @Test
    void tellsWatchersOfOtherSessions() {
        try (Mailbox inbox = lab.inbox();
                Mailbox other = lab.inbox()) {
            inbox.snapshot();
            var told = new AtomicInteger();

            try (Mailbox.Watch _ = inbox.watch(told::incrementAndGet)) {
                StoreLab.fill(other);
                await().until(() -> told.get() > 0);
            }
        }
    }

    @Test
    void doesNotOpenWhatIsNoPlainFile() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), StoreLab.foreign("a"));
        Files.createSymbolicLink(lab.inboxFile(), elsewhere);

        try (Mailbox inbox = lab.inbox()) {
            assertThat(catchThrowable(inbox::snapshot)).hasMessage("Mailbox is unavailable");
        }
        Files.delete(lab.inboxFile());
        Files.createLink(lab.inboxFile(), elsewhere);
        try (Mailbox inbox = lab.inbox()) {
            assertThat(catchThrowable(inbox::snapshot)).hasMessage("Mailbox is unavailable");
        }
    }

    @Test
    void takesNoLineForTheBeginningOfAMessageThatItWouldNotTakeLater() throws IOException {
        String one = StoreLab.foreign("a").strip() + "\n";
        lab.addToInbox(one);
        try (Mailbox inbox = lab.inbox()) {
            inbox.snapshot();
            lab.addToInbox(one.replace(": a", ": b"));
            List<String> texts = StoreLab.texts(inbox);

            Files.setLastModifiedTime(lab.inboxFile(), FileTime.from(StoreLab.DATE));

            assertThat(StoreLab.texts(inbox)).isEqualTo(texts).hasSize(1);
        }
    }

    @Test
    void findsWhatItHasWrittenWithAnyDate() throws IOException {
        Instant last = OffsetDateTime.parse("9999-12-31T23:59:59-12:00").toInstant();
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    List.of(
                            StoreLab.message(StoreLab.mail("a")),
                            new NewMessage(Mails.content(StoreLab.mail("b")), Flags.NONE, last)));

            Files.setLastModifiedTime(lab.inboxFile(), FileTime.from(StoreLab.DATE));

            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
            assertThat(inbox.snapshot().internalDate(1)).isEqualTo(last);
        }
    }
}
