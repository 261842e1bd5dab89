// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// A message is read while another program changes the file under it.
class ReadersTest {
    private static final int HEAD_OCTETS = 100_000;

    @TempDir private Path folder;
    private StoreLab lab;
    private Mailbox inbox;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        inbox = lab.inbox();
        inbox.append(
                Stream.of("a", "b", "c", "d")
                        .map(ReadersTest::large)
                        .map(StoreLab::message)
                        .toList());
    }

    @AfterEach
    void close() {
        inbox.close();
        lab.close();
    }

    private static String large(String letter) {
        return StoreLab.mail(letter) + (letter.repeat(60) + "\r\n").repeat(20_000);
    }

    private interface Change {
        void run() throws IOException;
    }

    /// Reads a message, of which a part is read before the change.
    private String read(long uid, Change change) throws IOException {
        try (InputStream in = inbox.content(uid).open()) {
            byte[] head = in.readNBytes(HEAD_OCTETS);
            change.run();
            byte[] rest = in.readAllBytes();
            return new String(head, StandardCharsets.ISO_8859_1)
                    + new String(rest, StandardCharsets.ISO_8859_1);
        }
    }

    /// What one has closed twice, two others do not share.
    @Test
    void doNotMixWhenOneIsClosedTwice() throws IOException {
        InputStream closed = inbox.content(1).open();
        closed.readNBytes(1);
        closed.close();
        closed.close();

        assertThat(read(2, () -> assertThat(read(3, () -> {}).equals(large("c"))).isTrue()))
                .isEqualTo(large("b"));
    }

    private String withoutFirst() throws IOException {
        String file = lab.inboxText();
        return file.substring(file.indexOf("\nFrom ") + 1);
    }

    @Test
    void areGivenTheirMessageThoughAnotherIsTakenOutBeforeIt() throws IOException {
        assertThat(read(2, () -> lab.replaceInbox(withoutFirst())).equals(large("b"))).isTrue();
    }

    @Test
    void areGivenTheirMessageThoughTheFileIsReplaced() throws IOException {
        String text =
                read(
                        2,
                        () -> {
                            Path next = folder.resolve("spool/next");
                            Files.writeString(next, withoutFirst());
                            Files.move(next, lab.inboxFile(), StandardCopyOption.REPLACE_EXISTING);
                            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L, 4L);
                        });

        assertThat(text.equals(large("b"))).isTrue();
    }

    @Test
    void areNotGivenAnotherMessageForOneThatIsTakenOut() {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(() -> read(1, () -> lab.replaceInbox(withoutFirst())))
                .matches(e -> e.reason() == MailboxException.Reason.NONEXISTENT);
    }

    @Test
    void areNotGivenWhatComesIntoAFileThatWasEmptied() {
        assertThatExceptionOfType(MailboxException.class)
                .isThrownBy(
                        () ->
                                read(
                                        1,
                                        () -> {
                                            lab.replaceInbox("");
                                            assertThat(StoreLab.uids(inbox)).isEmpty();
                                            lab.replaceInbox(StoreLab.foreign("x").repeat(50_000));
                                        }))
                .matches(e -> e.reason() == MailboxException.Reason.NONEXISTENT);
    }

    @Test
    void goOnWhileOthersAddMail() throws IOException {
        String text =
                read(
                        1,
                        () -> {
                            lab.addToInbox(StoreLab.foreign("e"));
                            inbox.append(List.of(StoreLab.message(StoreLab.mail("f"))));
                            inbox.changeFlags(List.of(1L), StoreLab.add(1), Long.MAX_VALUE);
                        });

        assertThat(text.equals(large("a"))).isTrue();
    }
}
