// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class CompactionTest {
    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void leavesWhatIsLeftAsItWas(long seed) throws IOException {
        var random = new Random(seed);
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    Stream.concat(Mails.nasty().stream(), Mails.corpus().stream())
                            .map(StoreLab::message)
                            .toList());
            List<Long> gone = new ArrayList<>();
            for (long uid : StoreLab.uids(inbox)) {
                if (random.nextInt(10) < 6) {
                    gone.add(uid);
                } else if (random.nextBoolean()) {
                    inbox.changeFlags(List.of(uid), StoreLab.add(Flags.SEEN, "k"), Long.MAX_VALUE);
                }
            }
            long validity = inbox.snapshot().uidValidity();
            inbox.expunge(gone);
            List<Long> uids = StoreLab.uids(inbox);
            List<String> texts = StoreLab.texts(inbox);
            List<Flags> flags = uids.stream().map(uid -> StoreLab.flags(inbox, uid)).toList();
            long before = Files.size(lab.inboxFile());

            lab.tidy();

            assertThat(Files.size(lab.inboxFile())).isLessThan(before);
            assertThat(StoreLab.uids(inbox)).isEqualTo(uids);
            assertThat(StoreLab.texts(inbox)).isEqualTo(texts);
            lab.close();
            lab.deleteIndex();
            lab = new StoreLab(folder);
            try (Mailbox again = lab.inbox()) {
                assertThat(again.snapshot().uidValidity()).isEqualTo(validity);
                assertThat(StoreLab.uids(again)).isEqualTo(uids);
                assertThat(StoreLab.texts(again)).isEqualTo(texts);
                assertThat(uids.stream().map(uid -> StoreLab.flags(again, uid)).toList())
                        .isEqualTo(flags);
            }
        }
    }

    @Test
    void emptiesAFileOfWhichAllIsExpunged() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            inbox.expunge(List.of(1L));
            lab.tidy();

            assertThat(lab.inboxFile()).isEmptyFile();
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("b")))))
                    .containsExactly(2L);
        }
    }

    @Test
    void neverGivesAUidAgainThoughNothingTellsOfItButTheFirstMessage() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    Stream.of("a", "b", "c").map(StoreLab::mail).map(StoreLab::message).toList());
            inbox.expunge(List.of(1L, 3L));
            lab.tidy();
        }
        lab.close();
        lab.deleteIndex();
        lab = new StoreLab(folder);

        try (Mailbox inbox = lab.inbox()) {
            assertThat(StoreLab.uids(inbox)).containsExactly(2L);
            assertThat(inbox.snapshot().uidNext()).isEqualTo(4);
        }
    }

    @Test
    void marksExpungedMessagesForOtherProgramsAtOnce() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            inbox.expunge(List.of(1L));

            assertThat(lab.inboxText()).contains("\nX-Status: DE");
        }
    }

    @Test
    void takesForeignMessagesOutToo() throws IOException {
        lab.addToInbox(StoreLab.foreign("a") + StoreLab.foreign("b") + StoreLab.foreign("c"));
        try (Mailbox inbox = lab.inbox()) {
            inbox.expunge(List.of(2L));
            lab.tidy();

            assertThat(lab.inboxText().lines().filter(line -> line.startsWith("Subject")))
                    .containsExactly("Subject: a", "Subject: c");
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 3L);
        }
    }

    /// Of a large file, for UIDs alone.
    @Test
    void writesNoLargeFileAnewForAMessageThatIsMarked() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            long offset = Files.size(lab.inboxFile());
            addLarge(StoreLab.foreign("large"));
            assertThat(StoreLab.uids(inbox)).containsExactly(1L, 2L);
            inbox.expunge(List.of(1L));
            lab.tidy();

            assertThat(head(offset)).startsWith(StoreLab.foreign("large").strip());
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            lab.tidy();
            assertThat(head(0)).contains("\nStatus: R", "\nX-UID: 2\n");
        }
    }

    /// Octets that take no room on the disk.
    private void addLarge(String text) throws IOException {
        lab.addToInbox(text.stripTrailing());
        try (var file = new RandomAccessFile(lab.inboxFile().toFile(), "rw")) {
            file.setLength(file.length() + (65 << 20));
        }
        lab.addToInbox("\n\n");
    }

    private String head(long offset) throws IOException {
        try (InputStream in = Files.newInputStream(lab.inboxFile())) {
            in.skipNBytes(offset);
            return new String(in.readNBytes(1000), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void letsAReaderFinishWhileItsMessageMoves() throws IOException {
        String large = StoreLab.mail("large") + "0123456789\r\n".repeat(50_000);
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    List.of(
                            StoreLab.message(large.replace("large", "first")),
                            StoreLab.message(StoreLab.mail("second")),
                            StoreLab.message(large)));
            inbox.snapshot();
            MessageContent content = inbox.content(3);
            try (InputStream in = content.open()) {
                byte[] head = in.readNBytes(100_000);
                inbox.expunge(List.of(1L));
                lab.tidy();
                byte[] rest = in.readAllBytes();

                assertThat(
                                new String(head, StandardCharsets.ISO_8859_1)
                                        + new String(rest, StandardCharsets.ISO_8859_1))
                        .isEqualTo(large);
            }
        }
    }

    @Test
    void comesByItselfAfterAWhile() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            inbox.expunge(List.of(1L));

            await().until(() -> Files.size(lab.inboxFile()) == 0);
        }
    }

    @Test
    void writesFlagsIntoTheFile() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            long octets = Files.size(lab.inboxFile());
            inbox.changeFlags(
                    List.of(1L), StoreLab.add(Flags.SEEN | Flags.FLAGGED, "w"), Long.MAX_VALUE);
            lab.tidy();

            assertThat(Files.size(lab.inboxFile())).isEqualTo(octets);
            assertThat(lab.inboxText())
                    .contains("\nStatus: R \n")
                    .contains("\nX-Status: F    \n")
                    .contains("\nX-Keywords: w  ");
            assertThat(inbox.snapshot().size()).isEqualTo(1);
        }
    }
}
