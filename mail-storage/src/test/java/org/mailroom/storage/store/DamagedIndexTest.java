// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The index is lost, cut off anywhere, or has wrong bits: all mail is there with the UIDs and
/// flags it had, as the file tells of them, under the same UIDVALIDITY.
class DamagedIndexTest {
    private static final int FILE_HEADER_OCTETS = 16;
    private static final int RECORD_HEADER_OCTETS = 8;

    @TempDir private Path folder;

    private static List<String> facts(Mailbox mailbox) {
        List<String> facts = new ArrayList<>();
        facts.add(Long.toString(mailbox.snapshot().uidValidity()));
        List<String> texts = StoreLab.texts(mailbox);
        List<Long> uids = StoreLab.uids(mailbox);
        for (int i = 0; i < uids.size(); i++) {
            facts.add(uids.get(i) + " " + StoreLab.flags(mailbox, uids.get(i)) + texts.get(i));
        }
        return facts;
    }

    /// A mailbox with a history: own and foreign mail, flags, keywords, expunged messages.
    private List<String> fill(StoreLab lab) throws IOException {
        try (Mailbox inbox = lab.inbox()) {
            inbox.append(
                    Stream.of("a", "b", "c").map(StoreLab::mail).map(StoreLab::message).toList());
            lab.addToInbox(StoreLab.foreign("d"));
            inbox.changeFlags(List.of(2L, 4L), StoreLab.add(Flags.SEEN, "k"), Long.MAX_VALUE);
            inbox.expunge(List.of(1L));
            lab.tidy();
            var flags = new Flags(Flags.FLAGGED, Set.of());
            var mail = new NewMessage(Mails.content(StoreLab.mail("e")), flags, StoreLab.DATE);
            inbox.append(List.of(mail));
            inbox.expunge(List.of(3L));
            inbox.changeFlags(List.of(5L), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            lab.tidy();
            return facts(inbox);
        }
    }

    private static Path indexFile(StoreLab lab) throws IOException {
        try (Stream<Path> files = Files.list(lab.folder.resolve("index/demo/inbox"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(".index-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private interface Damage {
        byte[] to(byte[] octets);
    }

    /// The mailbox and the index as they were left, with one of them damaged.
    private final class Original {
        private final byte[] mailbox;
        private final byte[] index;
        private final String indexName;
        private final List<String> facts;

        Original() throws IOException {
            var lab = new StoreLab(folder);
            try (lab) {
                facts = fill(lab);
            }
            mailbox = Files.readAllBytes(lab.inboxFile());
            index = Files.readAllBytes(indexFile(lab));
            indexName = indexFile(lab).getFileName().toString();
        }

        /// All mailboxes of a store have the same mail, and each an index damaged in another way.
        void check(List<Damage> damages) throws IOException {
            Path spool = folder.resolve("spool");
            for (int i = 0; i < damages.size(); i++) {
                Files.write(spool.resolve("demo"), mailbox);
                Path indexes = folder.resolve("index/demo/inbox");
                try (Stream<Path> old = Files.list(indexes)) {
                    for (Path file : old.toList()) {
                        Files.delete(file);
                    }
                }
                Files.write(indexes.resolve(indexName), damages.get(i).to(index.clone()));
                try (StoreLab lab = new StoreLab(folder);
                        Mailbox inbox = lab.inbox()) {
                    assertThat(facts(inbox)).as("damage " + i).isEqualTo(facts);
                    assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("next")))))
                            .as("damage " + i)
                            .containsExactly(6L);
                }
            }
        }
    }

    @Test
    void losesNothingWithTheIndex() throws IOException {
        new Original().check(List.of(_ -> new byte[0], octets -> octets));
    }

    /// Where each record begins and, at last, the end.
    private static List<Integer> records(byte[] index) {
        List<Integer> starts = new ArrayList<>();
        int at = FILE_HEADER_OCTETS;
        while (at < index.length) {
            starts.add(at);
            at += RECORD_HEADER_OCTETS + ByteBuffer.wrap(index).getInt(at);
        }
        starts.add(at);
        return starts;
    }

    private static Damage cutTo(int length) {
        return octets -> Arrays.copyOf(octets, length);
    }

    @Test
    void losesNothingWithARecordOrAPartOfIt() throws IOException {
        var original = new Original();
        List<Integer> records = records(original.index);
        assertThat(records).hasSizeGreaterThan(5).endsWith(original.index.length);
        List<Damage> damages = new ArrayList<>();
        for (int start : records) {
            damages.add(cutTo(start));
            damages.add(cutTo(Math.min(start + 5, original.index.length)));
        }
        original.check(damages);
    }

    @Test
    @Tag("fuzz")
    void losesNothingWhereverTheIndexBreaksOff() throws IOException {
        var original = new Original();
        original.check(IntStream.range(0, original.index.length).mapToObj(n -> cutTo(n)).toList());
    }

    private static List<Damage> flips(int count) {
        var random = new Random(7);
        List<Damage> damages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int bit = random.nextInt(Integer.MAX_VALUE);
            damages.add(
                    octets -> {
                        int at = bit / 8 % octets.length;
                        octets[at] ^= (byte) (1 << (bit % 8));
                        return octets;
                    });
        }
        return damages;
    }

    @Test
    void losesNothingByAWrongBit() throws IOException {
        new Original().check(flips(40));
    }

    @Test
    @Tag("fuzz")
    void losesNothingByWrongBits() throws IOException {
        new Original().check(flips(1000));
    }

    /// The lost end of the index told of a message and of its end; the file still tells of both.
    @Test
    void givesNoUidASecondTime() throws IOException {
        Path index;
        byte[] octets;
        byte[] mailbox;
        try (StoreLab lab = new StoreLab(folder);
                Mailbox inbox = lab.inbox()) {
            inbox.append(List.of(StoreLab.message(StoreLab.mail("a"))));
            index = indexFile(lab);
            int before = (int) Files.size(index);
            inbox.append(List.of(StoreLab.message(StoreLab.mail("b"))));
            inbox.expunge(List.of(2L));
            octets = Files.readAllBytes(index);
            octets[before + 20] ^= 1;
            mailbox = Files.readAllBytes(lab.inboxFile());
        }
        Files.write(folder.resolve("spool/demo"), mailbox);
        try (Stream<Path> left = Files.list(index.resolveSibling("."))) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.write(index, octets);

        try (StoreLab lab = new StoreLab(folder);
                Mailbox inbox = lab.inbox()) {
            assertThat(inbox.append(List.of(StoreLab.message(StoreLab.mail("c")))))
                    .containsExactly(3L);
        }
    }
}
