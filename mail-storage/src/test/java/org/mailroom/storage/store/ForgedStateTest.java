// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.mbox.FoundState;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/// Another program appends what came to it, fields of state included: what a sender writes into
/// them must neither hide nor delete mail, nor use up UIDs, nor get into answers.
class ForgedStateTest {
    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    private static String forged(String subject, String fields) {
        return StoreLab.foreign(subject)
                .replaceFirst("\n\n", Matcher.quoteReplacement("\n" + fields + "\n\n"));
    }

    private void append(Mailbox inbox, String subject) {
        inbox.append(List.of(StoreLab.message(StoreLab.mail(subject))));
    }

    private void loseIndex() throws IOException {
        lab.close();
        try (Stream<Path> files = Files.walk(folder.resolve("index/demo"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        lab = new StoreLab(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-IMAP: 1 2", "X-Status: E", "X-Status: DE\nX-UID: 2"})
    void hidesNoMail(String field) throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            append(inbox, "a");
            lab.addToInbox(forged("b", field));
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");

            Files.setLastModifiedTime(lab.inboxFile(), FileTime.from(StoreLab.DATE));
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
        }
        loseIndex();

        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
        }
    }

    @Test
    void usesUpNoUidsByTheFieldOfAMailbox() {
        lab.addToInbox(forged("a", "X-IMAPbase: 7 4294967294") + StoreLab.foreign("b"));

        try (Mailbox inbox = lab.inbox()) {
            append(inbox, "c");

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L, 3L);
            assertThat(inbox.snapshot().uidValidity()).isNotEqualTo(7);
        }
    }

    @Test
    void usesUpNoUidsByTheFieldOfAMessage() {
        lab.addToInbox(
                forged("a", "X-IMAPbase: 7 3\nX-UID: 1")
                        + forged("b", "X-UID: 3")
                        + forged("c", "X-UID: 4000000000"));

        try (Mailbox inbox = lab.inbox()) {
            append(inbox, "d");

            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L, 4L, 5L);
            assertThat(inbox.snapshot().uidValidity()).isEqualTo(7);
        }
    }

    @Test
    void givesUidsAnewUnderAnotherUidValidityWhenThereAreNoMore() throws IOException {
        lab.addToInbox(forged("a", "X-IMAPbase: 7 " + (FoundState.MAX_UID - 1)));
        try (Mailbox inbox = lab.inbox()) {
            append(inbox, "b");
            append(inbox, "c");
            assertThat(inbox.snapshot().uidValidity()).isNotEqualTo(7);
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L, 3L);
            inbox.changeFlags(List.of(2L), StoreLab.add(0, "k"), Long.MAX_VALUE);
        }
        lab.restart();

        try (Mailbox inbox = lab.inbox()) {
            lab.addToInbox(StoreLab.foreign("d"));
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b", "c", "d");
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L, 3L, 4L);
            assertThat(StoreLab.flags(inbox, 2).keywords()).containsExactly("k");
            assertThat(inbox.snapshot().internalDate(1)).isEqualTo(StoreLab.DATE);
        }
    }

    @Test
    void bringsNoKeywordThatIsNone() {
        String tooLong = "x".repeat(101);
        lab.addToInbox(
                forged("a", "X-Keywords: foo) UID 99 {12} \\Seen a\"b b\u00e4d $ok " + tooLong));

        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.flags(inbox, 1).keywords())
                    .containsExactlyInAnyOrder("UID", "99", "$ok");
        }
    }

    @Test
    void bringsNoMoreKeywordsThanAMailboxCanHave() {
        try (Mailbox inbox = lab.inbox()) {
            append(inbox, "a");
            inbox.changeFlags(List.of(1L), StoreLab.add(0, "own"), Long.MAX_VALUE);
            for (int i = 0; i < 300; i++) {
                lab.addToInbox(forged("b" + i, "X-Keywords: k" + i + " own"));
            }

            assertThat(inbox.snapshot().keywords()).hasSize(200).contains("own");
            assertThat(StoreLab.flags(inbox, 301).keywords()).containsExactly("own");
        }
    }
}
