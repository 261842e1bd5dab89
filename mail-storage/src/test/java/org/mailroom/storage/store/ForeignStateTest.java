// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The fields that tell of the state of messages: what others write into them is followed, and
/// messages that lack them get them, so that what is known does not go with the index.
class ForeignStateTest {
    private static final String FROM = "From x@y.example Mon Nov 23 09:00:00 2026\n";

    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    /// Everything that a client can see, UIDVALIDITY first.
    private static List<String> facts(Mailbox mailbox) {
        List<String> facts = new ArrayList<>();
        facts.add(Long.toString(mailbox.snapshot().uidValidity()));
        List<String> texts = StoreLab.texts(mailbox);
        List<Long> uids = StoreLab.uids(mailbox);
        for (int i = 0; i < uids.size(); i++) {
            String text = texts.get(i);
            String start = text.substring(0, Math.min(80, text.length()));
            String flags = StoreLab.flags(mailbox, uids.get(i)).toString();
            facts.add(uids.get(i) + " " + flags + " " + text.hashCode() + " " + start);
        }
        return facts;
    }

    private void withoutIndex() throws IOException {
        lab.close();
        lab.deleteIndex();
        lab = new StoreLab(folder);
    }

    @Test
    void keepsFlagsAndUidsOfForeignMessagesWithoutTheIndex() throws IOException {
        lab.addToInbox(StoreLab.foreign("a") + StoreLab.foreign("b") + StoreLab.foreign("c"));
        List<String> before;
        try (Mailbox inbox = lab.inbox()) {
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN, "work"), Long.MAX_VALUE);
            inbox.expunge(List.of(1L));
            lab.tidy();
            before = facts(inbox);
        }
        withoutIndex();

        try (Mailbox inbox = lab.inbox()) {
            assertThat(facts(inbox)).isEqualTo(before);
            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c");
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("d")))))
                    .containsExactly(4L);
        }
    }

    @Test
    void writesUidsThatSomebodyHasSeen() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("ours"))));
            lab.addToInbox(StoreLab.foreign("theirs"));
            inbox.claimRecent();
            lab.tidy();

            assertThat(lab.inboxText()).contains("X-UID: 2\n");
        }
    }

    @Test
    void takesTheFieldsOfMuttForItsOwn() throws IOException {
        lab.addToInbox(
                FROM
                        + "Status: O\n"
                        + "Subject: a\n"
                        + "Content-Length: 5\n"
                        + "Lines: 1\n"
                        + "X-Status: A\n\n"
                        + "text\n\n");
        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.flags(inbox, 1)).isEqualTo(new Flags(Flags.ANSWERED, Set.of()));
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            lab.tidy();

            assertThat(lab.inboxText().lines().filter(line -> line.startsWith("Status")))
                    .containsExactly("Status: RO");
            assertThat(lab.inboxText().lines().filter(line -> line.startsWith("X-Status")))
                    .containsExactly("X-Status: A    ");
            assertThat(StoreLab.texts(inbox)).containsExactly(StoreLab.mail("a"));
        }
    }

    /// Whatever the form of a message, its text is the same before and after, and lasts.
    @Test
    void changesNoOctetOfAnyMessage() throws IOException {
        List<String> odd =
                List.of(
                        FROM + "\nbody without header\n\n",
                        FROM + "no header at all\nbut text\n\n",
                        FROM + " folded first line\n\nbody\n\n",
                        FROM + "Subject: only\n",
                        "\n" + FROM + "A: b\r\nStatus: RO\r\n folded\r\nC: d\r\n\r\nCRLF\r\n\r\n",
                        FROM + "X-UID: 77\nX-UID: 78\nStatus: R\nStatus: O\nS: x\n\n>From y\n\n",
                        FROM + "X-Keywords:\n\tone\n\ttwo\nS: y\n\nStatus: RO\n\n",
                        FROM + "S: " + "long".repeat(50_000) + "\n\n" + "x".repeat(70_000) + "\n\n",
                        "text that nobody knows\n\n",
                        FROM + "Subject: no line end");
        lab.addToInbox(String.join("", odd));
        List<String> texts;
        List<String> before;
        try (Mailbox inbox = lab.inbox()) {
            texts = StoreLab.texts(inbox);
            List<Long> uids = StoreLab.uids(inbox);
            inbox.changeFlags(uids, StoreLab.add(Flags.FLAGGED, "k"), Long.MAX_VALUE);
            lab.tidy();
            before = facts(inbox);

            assertThat(StoreLab.texts(inbox)).isEqualTo(texts);
        }
        lab.restart();
        try (Mailbox inbox = lab.inbox()) {
            assertThat(facts(inbox)).isEqualTo(before);
        }
        withoutIndex();

        try (Mailbox inbox = lab.inbox()) {
            assertThat(facts(inbox)).isEqualTo(before);
        }
    }

    @Test
    void writesTheFileOnlyOnce() throws IOException {
        lab.addToInbox(StoreLab.foreign("a") + StoreLab.foreign("b"));
        try (Mailbox inbox = lab.inbox()) {
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            lab.tidy();
            String file = lab.inboxText();
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN, "k"), Long.MAX_VALUE);
            lab.tidy();

            assertThat(lab.inboxText()).hasSameSizeAs(file);
        }
    }

    @Test
    void tellsOfTheMailboxAgainWhenOthersHaveTakenThatOut() throws IOException {
        long validity;
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    List.of(
                            StoreLab.message(StoreLab.mail("a")),
                            StoreLab.message(StoreLab.mail("b"))));
            validity = inbox.snapshot().uidValidity();
            String file = lab.inboxText();
            lab.replaceInbox(file.substring(file.indexOf("From ", 1)));
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            lab.tidy();
        }
        withoutIndex();

        try (Mailbox inbox = lab.inbox()) {
            assertThat(inbox.snapshot().uidValidity()).isEqualTo(validity);
            assertThat(StoreLab.uids(inbox)).containsExactly(2L);
        }
    }

    @Test
    void tellsOfTheLastUidWhenItsMessageWasTakenOut() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            String file = lab.inboxText();
            lab.replaceInbox(file.substring(0, file.lastIndexOf("\nFrom ") + 1));
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L);
        }
        withoutIndex();

        try (Mailbox inbox = lab.inbox()) {
            assertThat(inbox.append(List.of(StoreLab.message("d")))).containsExactly(4L);
        }
    }

    @Test
    void tellsOfTheMailboxBehindAnExpungedMessage() throws IOException {
        long validity;
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            // So long that it is not worth while to give back the room of the others.
            inbox.append(List.of(StoreLab.message("Subject: d\r\n\r\n" + "x".repeat(9999))));
            validity = inbox.snapshot().uidValidity();
            inbox.expunge(List.of(2L));
            String file = lab.inboxText();
            lab.replaceInbox(file.substring(file.indexOf("From ", 1)));
            assertThat(StoreLab.uids(inbox)).containsExactly(3L, 4L);
        }
        withoutIndex();

        try (Mailbox inbox = lab.inbox()) {
            assertThat(inbox.snapshot().uidValidity()).isEqualTo(validity);
            assertThat(StoreLab.uids(inbox)).containsExactly(3L, 4L);
        }
    }

    /// It has lost sight of the message, as Dovecot does when mutt adds fields to one.
    @Test
    void takesTheNewUidThatAnotherProgramGivesAMessage() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("ours"))));
            lab.addToInbox(StoreLab.foreign("theirs"));
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L);
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            String last = "%010d\n";
            Files.writeString(
                    lab.inboxFile(),
                    lab.inboxText()
                            .replace(last.formatted(1), last.formatted(3))
                            .replace("Subject: theirs\n", "Subject: theirs\nX-UID: 3\n"));

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L);
            assertThat(StoreLab.flags(inbox, 3)).isEqualTo(new Flags(Flags.FLAGGED, Set.of()));
            lab.tidy();
            assertThat(lab.inboxText()).contains("X-UID: 3\n").doesNotContain("X-UID: 2\n");
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L);
        }
    }

    @Test
    void letsAReaderFinishWhileItsMessageGetsFields() throws IOException {
        String body = "0123456789\n".repeat(50_000);
        lab.addToInbox(StoreLab.foreign("a") + FROM + "Subject: large\n\n" + body + "\n");
        try (Mailbox inbox = lab.inbox()) {
            inbox.snapshot();
            try (InputStream in = inbox.content(2).open()) {
                byte[] head = in.readNBytes(100_000);
                inbox.changeFlags(List.of(1L, 2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
                lab.tidy();
                String all =
                        new String(head, StandardCharsets.ISO_8859_1)
                                + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);

                assertThat(all).isEqualTo(Mails.text(inbox.content(2)));
                assertThat(all).endsWith(body.replace("\n", "\r\n"));
            }
        }
    }

    /// mutt takes the field out when somebody marks a message as new.
    @Test
    void followsAMessageThatIsMarkedAsUnread() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            lab.tidy();

            lab.replaceInbox(lab.inboxText().replaceAll("(X-)?Status: .*\n", ""));

            assertThat(StoreLab.flags(inbox, 1)).isEqualTo(Flags.NONE);
        }
        assertThat(Files.exists(lab.inboxFile())).isTrue();
    }

    @Test
    void followsFlagsThatOthersSet() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            StoreLab.fill(inbox);
            long modSeq = inbox.snapshot().highestModSeq();

            String file = lab.inboxText();
            int second = file.indexOf("Status:", file.indexOf("Subject: b"));
            lab.replaceInbox(
                    file.substring(0, second) + "Status: RO" + file.substring(second + 10));

            assertThat(StoreLab.flags(inbox, 2)).isEqualTo(new Flags(Flags.SEEN, Set.of()));
            assertThat(StoreLab.flags(inbox, 1)).isEqualTo(Flags.NONE);
            assertThat(inbox.snapshot().modSeq(1)).isGreaterThan(modSeq);
            assertThat(inbox.snapshot().modSeq(0)).isLessThanOrEqualTo(modSeq);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "b, 2"})
    void seesAFlagThatMakesOnlyTheLastMessageLonger(String added, int messages) throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            lab.addToInbox("From x@y.example Mon Nov 23 09:00:00 2026\nStatus: O\n\ntext\n\n");
            assertThat(StoreLab.flags(inbox, 1)).isEqualTo(Flags.NONE);

            String read = lab.inboxText().replace("Status: O\n", "Status: RO\n");
            lab.replaceInbox(added.isEmpty() ? read : read + StoreLab.foreign(added));

            assertThat(StoreLab.flags(inbox, 1)).isEqualTo(new Flags(Flags.SEEN, Set.of()));
            assertThat(StoreLab.uids(inbox)).hasSize(messages);
        }
    }
}
