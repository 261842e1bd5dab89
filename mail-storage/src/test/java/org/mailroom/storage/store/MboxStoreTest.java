// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class MboxStoreTest {
    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    @Test
    void givesBackEveryOctetOfHardMessages() {
        List<String> messages =
                Stream.concat(Mails.nasty().stream(), Mails.corpus().stream()).toList();
        try (Mailbox inbox = lab.inbox()) {
            List<Long> uids = inbox.append(messages.stream().map(StoreLab::message).toList());

            assertThat(uids)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, messages.size())
                                    .mapToObj(Long::valueOf)
                                    .toList());
            assertThat(StoreLab.texts(inbox)).containsExactlyElementsOf(messages);
            Snapshot snapshot = inbox.snapshot();
            for (int i = 0; i < messages.size(); i++) {
                assertThat(snapshot.octets(i)).isEqualTo(messages.get(i).length());
            }
        }
    }

    @Test
    void keepsUidsFlagsAndDatesOverARestart() throws IOException {
        long validity;
        long modSeq;
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    List.of(
                            StoreLab.message(StoreLab.mail("a")),
                            new NewMessage(
                                    Mails.content(StoreLab.mail("b")),
                                    new Flags(Flags.FLAGGED, Set.of("work")),
                                    StoreLab.DATE),
                            StoreLab.message(StoreLab.mail("c"))));
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN, "$Forwarded"), Long.MAX_VALUE);
            inbox.expunge(List.of(3L));
            validity = inbox.snapshot().uidValidity();
            modSeq = inbox.snapshot().highestModSeq();
        }

        lab.restart();

        try (Mailbox inbox = lab.inbox()) {
            Snapshot now = inbox.snapshot();
            assertThat(now.uidValidity()).isEqualTo(validity);
            assertThat(now.uidNext()).isEqualTo(4);
            assertThat(now.highestModSeq()).isGreaterThanOrEqualTo(modSeq);
            assertThat(StoreLab.subjects(inbox)).containsExactly("a", "b");
            assertThat(now.flags(0)).isEqualTo(new Flags(Flags.SEEN, Set.of("$Forwarded")));
            assertThat(now.flags(1)).isEqualTo(new Flags(Flags.FLAGGED, Set.of("work")));
            assertThat(now.internalDate(1)).isEqualTo(StoreLab.DATE);
            assertThat(now.keywords()).containsExactlyInAnyOrder("work", "$Forwarded");
        }
    }

    @Test
    void rebuildsALostIndexFromTheFile() throws IOException {
        long validity;
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    Stream.of("a", "b", "c").map(StoreLab::mail).map(StoreLab::message).toList());
            inbox.changeFlags(
                    List.of(2L), StoreLab.add(Flags.SEEN | Flags.ANSWERED, "x"), Long.MAX_VALUE);
            inbox.expunge(List.of(1L));
            validity = inbox.snapshot().uidValidity();
        }
        lab.close();
        deleteIndexFiles();
        lab = new StoreLab(folder);

        try (Mailbox inbox = lab.inbox()) {
            assertThat(inbox.snapshot().uidValidity()).isEqualTo(validity);
            assertThat(StoreLab.uids(inbox)).containsExactly(2L, 3L);
            assertThat(StoreLab.subjects(inbox)).containsExactly("b", "c");
            assertThat(StoreLab.flags(inbox, 2))
                    .isEqualTo(new Flags(Flags.SEEN | Flags.ANSWERED, Set.of("x")));
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("d")))))
                    .containsExactly(4L);
        }
    }

    private void deleteIndexFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("index"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void survivesAnyDamageToTheIndex() throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    Stream.of("a", "b", "c").map(StoreLab::mail).map(StoreLab::message).toList());
            inbox.changeFlags(List.of(2L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
        }
        lab.close();
        Path index = indexFile();
        byte[] whole = Files.readAllBytes(index);

        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(indexFile(), damaged);
            assertAllThere("bit flipped in octet " + at);
        }
        for (int octets = 0; octets < whole.length; octets += 11) {
            Files.write(indexFile(), Arrays.copyOf(whole, octets));
            assertAllThere("cut to " + octets);
        }
    }

    private void assertAllThere(String damage) throws IOException {
        try (var store = new StoreLab(folder);
                Mailbox inbox = store.inbox()) {
            assertThat(StoreLab.uids(inbox)).as(damage).containsExactly(1L, 2L, 3L);
            assertThat(StoreLab.subjects(inbox)).as(damage).containsExactly("a", "b", "c");
            assertThat(StoreLab.flags(inbox, 2).has(Flags.SEEN)).as(damage).isTrue();
        }
    }

    private Path indexFile() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("index/demo"))) {
            return files.filter(Files::isRegularFile).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    @Test
    void showsChangesOfOneSessionToAnother() {
        try (Mailbox one = lab.inbox();
                Mailbox other = lab.inbox()) {
            one.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            Snapshot before = other.snapshot();

            one.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);

            assertThat(before.flags(0)).isEqualTo(Flags.NONE);
            assertThat(StoreLab.flags(other, 1).has(Flags.SEEN)).isTrue();
            assertThat(other.snapshot().highestModSeq()).isGreaterThan(before.highestModSeq());
        }
    }

    @Test
    void leavesMessagesThatHaveChangedSinceAlone() {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(Stream.of("a", "b").map(StoreLab::mail).map(StoreLab::message).toList());
            long modSeq = inbox.snapshot().highestModSeq();
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);

            List<Long> refused =
                    inbox.changeFlags(List.of(1L, 2L), StoreLab.add(Flags.FLAGGED), modSeq);

            assertThat(refused).containsExactly(1L);
            assertThat(StoreLab.flags(inbox, 1).has(Flags.FLAGGED)).isFalse();
            assertThat(StoreLab.flags(inbox, 2).has(Flags.FLAGGED)).isTrue();
        }
    }

    @Test
    void copiesWithinAndBetweenMailboxes() {
        try (Mailbox inbox = lab.inbox();
                Mailbox archive = lab.open("Archive")) {
            inbox.append(Mails.nasty().stream().map(StoreLab::message).toList());
            inbox.changeFlags(List.of(1L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            List<Long> all = StoreLab.uids(inbox);

            inbox.copy(all, inbox);
            inbox.copy(all, archive);

            assertThat(StoreLab.texts(archive)).containsExactlyElementsOf(Mails.nasty());
            assertThat(StoreLab.texts(inbox))
                    .containsExactlyElementsOf(
                            Stream.concat(Mails.nasty().stream(), Mails.nasty().stream()).toList());
            assertThat(StoreLab.flags(archive, 1).has(Flags.SEEN)).isTrue();
        }
    }

    @Test
    void giveRecentMessagesToOneSessionOnly() {
        try (Mailbox one = lab.inbox();
                Mailbox other = lab.inbox()) {
            one.append(Stream.of("a", "b").map(StoreLab::mail).map(StoreLab::message).toList());

            assertThat(other.firstRecent()).isEqualTo(1);
            assertThat(one.claimRecent()).isEqualTo(1);
            assertThat(other.claimRecent()).isEqualTo(3);
        }
    }

    @Test
    void tellsThatAMessageIsGone() {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            inbox.expunge(List.of(1L));

            assertThatExceptionOfType(MailboxException.class)
                    .isThrownBy(() -> inbox.content(1))
                    .matches(e -> e.reason() == MailboxException.Reason.NONEXISTENT);
        }
    }

    @Test
    void holdsAMessageThatIsLargerThanMemoryForIt() {
        String large = StoreLab.mail("large") + "From me\r\n0123456789abcdef\r\n".repeat(200_000);
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(large), StoreLab.message(StoreLab.mail("b"))));

            assertThat(StoreLab.texts(inbox)).containsExactly(large, StoreLab.mail("b"));
        }
    }

    @Test
    void copiesIntoTheSameMailboxWithoutWaitingForItself() {
        List<NewMessage> many =
                Collections.nCopies(
                        300, StoreLab.message(StoreLab.mail("a") + "0123456789\r\n".repeat(500)));
        try (Mailbox inbox = lab.inbox()) {
            List<Long> uids = inbox.append(many);

            List<Long> copies =
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(20), () -> inbox.copy(uids, inbox));

            assertThat(copies).hasSize(300);
        }
    }

    @Test
    void hasAMailboxForAnAccountOfAnyName() throws IOException {
        for (String name : List.of("lock", ".lock", "inbox", "folders", "x.lock")) {
            var posting = StoreLab.posting("4X1111111111z1", StoreLab.mail("a"));

            assertThat(lab.store().inbox(name).deliver(posting))
                    .as(name)
                    .isEqualTo(Deliveries.Result.STORED);
        }
    }
}
