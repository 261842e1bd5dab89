// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.journal.FolderLock;
import org.mailroom.core.journal.Journal;
import org.mailroom.core.journal.JournalException;
import org.mailroom.core.journal.JournalSettings;
import org.mailroom.core.journal.SimulatedDisk;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class QueueTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final int INLINE = 2000;

    @TempDir private Path folder;
    private Instant now = START;
    private SimulatedDisk journalDisk = new SimulatedDisk();
    private SimulatedDisk contentDisk = new SimulatedDisk(journalDisk.faults());
    private final SimulatedDisk corrupt = new SimulatedDisk();
    private final List<QueueEntry> arrived = new ArrayList<>();
    private long memoryLimit = 1 << 20;
    private int locks;

    private Queue open() throws IOException {
        var settings =
                new QueueSettings(
                        folder, INLINE, memoryLimit, 0, 10_000, new JournalSettings(16 << 10));
        var disks = new Queue.Disks(journalDisk, contentDisk, corrupt);
        FolderLock lock = FolderLock.take(folder.resolve("lock-" + locks++));
        Queue queue = Queue.open(settings, () -> now, disks, lock);
        queue.start((entry, _) -> arrived.add(entry));
        return queue;
    }

    private static Envelope envelope(String... recipients) {
        List<Recipient> list = new ArrayList<>();
        for (String local : recipients) {
            list.add(Recipient.of(new Address(local, "example.org")));
        }
        return new Envelope(
                new ReversePath.Sender(new Address("sender", "client.test")),
                list,
                new Origin(
                        "client.test",
                        "192.0.2.1",
                        "client.test",
                        "ESMTP",
                        Optional.of("bob"),
                        Optional.empty()),
                Envelope.Body.EIGHT_BIT_MIME,
                Envelope.Encoding.ASCII,
                Optional.of("envid"));
    }

    private static Stored store(Queue queue, Envelope envelope, String content) {
        try (QueueDraft draft = queue.draft()) {
            byte[] octets = content.getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < octets.length; at += 700) {
                draft.write(octets, at, Math.min(700, octets.length - at));
            }
            return draft.commit(envelope);
        }
    }

    private QueueEntry stored(Queue queue, Envelope envelope, String content) {
        assertThat(store(queue, envelope, content)).isInstanceOf(Stored.Queued.class);
        return arrived.getLast();
    }

    private static String content(Queue queue, QueueEntry entry) throws IOException {
        try (InputStream in = queue.load(entry).orElseThrow().content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static QueueEntry only(Queue queue) {
        assertThat(queue.entries()).hasSize(1);
        return queue.entries().iterator().next();
    }

    @Test
    void keepsEnvelopeAndContentOverARestart() throws IOException {
        Envelope envelope = envelope("alice", "bob").with(Envelope.TlsDemand.REQUIRED);
        QueueId id;
        try (Queue queue = open()) {
            id = stored(queue, envelope, "Subject: x\r\n\r\nbody\r\n").id();
        }

        try (Queue queue = open()) {
            QueueEntry entry = only(queue);
            assertThat(entry.id()).isEqualTo(id);
            assertThat(entry.arrived()).isEqualTo(START);
            assertThat(entry.octets()).isEqualTo(20);
            assertThat(entry.due()).isEmpty();
            assertThat(entry.pending()).containsExactly(0, 1);
            assertThat(queue.load(entry).orElseThrow().envelope()).isEqualTo(envelope);
            assertThat(content(queue, entry)).isEqualTo("Subject: x\r\n\r\nbody\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatTheSenderSaysOfTlsBesideRet(Envelope.TlsDemand demand) throws IOException {
        Envelope plain = envelope("alice");
        for (Envelope.Returning returning : Envelope.Returning.values()) {
            var envelope =
                    new Envelope(
                            plain.sender(),
                            plain.recipients(),
                            plain.origin(),
                            plain.body(),
                            Envelope.Encoding.SMTPUTF8,
                            plain.envid(),
                            returning,
                            demand);
            QueueId id;
            try (Queue queue = open()) {
                id = stored(queue, envelope, "x").id();
            }

            try (Queue queue = open()) {
                QueueEntry entry = queue.find(id.toString()).orElseThrow();
                assertThat(queue.load(entry).orElseThrow().envelope()).isEqualTo(envelope);
            }
        }
    }

    @Test
    void keepsWhatMailIsHandedOverToOverARestart() throws IOException {
        Recipient alice = Recipient.of(new Address("alice", "example.org"));
        var command = new Handover(Handover.Kind.COMMAND, "/usr/bin/procmail", "alice");
        List<Recipient> recipients =
                List.of(
                        alice,
                        alice.handedTo(command).with(Notify.NEVER),
                        alice.at(new Address("bob", "example.org"))
                                .handedTo(new Handover(Handover.Kind.FILE, "/tmp/x", "")));
        Envelope plain = envelope("alice");
        try (Queue queue = open()) {
            stored(queue, plain.to(plain.sender(), recipients), "x");
        }

        try (Queue queue = open()) {
            Envelope kept = queue.load(only(queue)).orElseThrow().envelope();
            assertThat(kept.recipients()).isEqualTo(recipients);
        }
    }

    @Test
    void readsAMessageWithoutTheDiskWhileItIsFresh() throws IOException {
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("alice"), "fresh");

            assertThat(queue.octetsInMemory()).isPositive();
            journalDisk.faults().failFromNow("no disk");
            assertThat(content(queue, entry)).isEqualTo("fresh");
            journalDisk.faults().heal();

            queue.forgetFresh(entry);
            assertThat(queue.octetsInMemory()).isZero();
            assertThat(content(queue, entry)).isEqualTo("fresh");
        }
    }

    @Test
    void givesALargeMessageAFileOfItsOwn() throws IOException {
        String large = "large ".repeat(1000);
        QueueEntry entry;
        try (Queue queue = open()) {
            entry = stored(queue, envelope("alice"), large);
            assertThat(contentDisk.names()).containsExactly(entry.id().text());
            assertThat(queue.octetsInMemory()).isZero();
            assertThat(content(queue, entry)).isEqualTo(large);
        }

        try (Queue queue = open()) {
            assertThat(content(queue, only(queue))).isEqualTo(large);
            queue.remove(only(queue), Haste.LATER);
            Awaitility.await().until(() -> contentDisk.names().isEmpty());
        }

        try (Queue queue = open()) {
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void writesToFilesWhenTheMemoryBudgetIsUsedUp() throws IOException {
        memoryLimit = 3000;
        try (Queue queue = open()) {
            try (QueueDraft first = queue.draft();
                    QueueDraft second = queue.draft()) {
                first.write(new byte[1500], 0, 1500);
                second.write(new byte[1500], 0, 1500);
                assertThat(contentDisk.names()).containsExactly(second.id().text());
                assertThat(queue.octetsInMemory()).isLessThanOrEqualTo(memoryLimit);
            }
            assertThat(contentDisk.names()).isEmpty();
            assertThat(queue.octetsInMemory()).isZero();
        }
    }

    @Test
    void leavesNothingOfAnAbandonedDraft() throws IOException {
        try (Queue queue = open()) {
            try (QueueDraft draft = queue.draft()) {
                draft.write(new byte[5000], 0, 5000);
            }
            assertThat(contentDisk.names()).isEmpty();
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void neverTakesADamagedFileForWhole() throws IOException {
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("alice"), "large ".repeat(1000));
            byte[] octets = contentDisk.octets(entry.id().text());
            octets[3000] ^= 1;
            contentDisk.replace(entry.id().text(), octets);

            assertThatThrownBy(() -> content(queue, entry))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
            assertThat(entry.isDamaged()).isTrue();
            queue.removeDamaged(entry, Haste.SOON);
            assertThat(corrupt.octets("content-" + entry.id())).isEqualTo(octets);
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void keepsAsideWhatIsLeftOfAMessageWithADamagedHead() throws IOException {
        try (Queue queue = open()) {
            stored(queue, envelope("alice"), "first content");
            stored(queue, envelope("bob"), "second content");
        }
        String file = damageBefore("first content");

        try (var log = new LogCapture(PutAside.class.getPackage());
                Queue queue = open()) {
            assertThat(content(queue, only(queue))).isEqualTo("second content");
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("A message in the queue is damaged, the record at octet 64 of")
                    .contains("of journal file " + file + ";");
        }
        assertThat(corrupt.names()).hasSize(1);
        String kept =
                new String(corrupt.octets(corrupt.names().getFirst()), StandardCharsets.ISO_8859_1);
        assertThat(kept).contains("first content");
    }

    @Test
    void keepsAsideAMessageWhoseHeadBecameZeros() throws IOException {
        try (Queue queue = open()) {
            stored(queue, envelope("alice"), "first content");
            stored(queue, envelope("bob"), "second content");
        }
        zeroBefore("first content");

        try (Queue queue = open()) {
            assertThat(content(queue, only(queue))).isEqualTo("second content");
        }
        assertThat(corrupt.names()).hasSize(1);
    }

    /// Where a content stands in the journal.
    private record Found(String file, int at) {}

    // Which file that is, is not said: one may be made ready before another is needed
    private Found find(String content) throws IOException {
        for (String name : journalDisk.names()) {
            int at =
                    new String(journalDisk.octets(name), StandardCharsets.ISO_8859_1)
                            .indexOf(content);
            if (at >= 0) {
                return new Found(name, at);
            }
        }
        throw new AssertionError("not in the journal: " + content);
    }

    // The directory of the segment and the header of the record are left.
    private void zeroBefore(String content) throws IOException {
        Found found = find(content);
        byte[] octets = journalDisk.octets(found.file());
        int header = new String(octets, StandardCharsets.ISO_8859_1).indexOf("MRrc") + 40;
        Arrays.fill(octets, header, found.at(), (byte) 0);
        journalDisk.replace(found.file(), octets);
    }

    // Changes an octet of the envelope that stands before this content; answers in which file.
    private String damageBefore(String content) throws IOException {
        Found found = find(content);
        byte[] octets = journalDisk.octets(found.file());
        octets[found.at() - 20] ^= 1;
        journalDisk.replace(found.file(), octets);
        return found.file();
    }

    @Test
    void keepsAMessageWhoseFileIsGoneForItsSenderToHear() throws IOException {
        try (Queue queue = open()) {
            stored(queue, envelope("alice"), "large ".repeat(1000));
        }
        contentDisk.delete(contentDisk.names().getFirst());

        try (Queue queue = open()) {
            assertThat(only(queue).isDamaged()).isTrue();
            assertThat(queue.load(only(queue)).orElseThrow().envelope())
                    .isEqualTo(envelope("alice"));
        }
    }

    @Test
    void remembersAsMuchOfAReasonAsARecordCanHold() throws IOException {
        var why = List.of(new Deferral(0, "4.2.0", "x".repeat(100_000)));
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("a"), "x");
            queue.deferred(entry, START.plusSeconds(300), QueueEntry.Warning.NOT_SENT, why);
        }

        try (Queue queue = open()) {
            assertThat(only(queue).due()).contains(START.plusSeconds(300));
            assertThat(only(queue).deferrals().getFirst().text()).startsWith("xxx");
        }
    }

    @Test
    void remembersWhatWasDoneAndWhyTheRestWaits() throws IOException {
        var why = List.of(new Deferral(2, "4.4.1", "no answer from ü"));
        Instant until = START.plusSeconds(300);
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("a", "b", "c"), "x");
            queue.done(entry, List.of(0, 1), Haste.SOON);
            queue.deferred(entry, until, QueueEntry.Warning.SENT, why);
            assertThat(entry.pending()).containsExactly(2);
        }

        try (Queue queue = open()) {
            QueueEntry entry = only(queue);
            assertThat(entry.pending()).containsExactly(2);
            assertThat(entry.due()).contains(until);
            assertThat(entry.warning()).isEqualTo(QueueEntry.Warning.SENT);
            assertThat(entry.deferrals()).isEqualTo(why);
        }
    }

    @Test
    void neverUsesASequenceNumberTwice() throws IOException {
        List<String> sequences = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            try (Queue queue = open()) {
                for (int i = 0; i < 40; i++) {
                    QueueEntry entry = stored(queue, envelope("a"), "x".repeat(1500));
                    sequences.add(entry.id().text().replaceFirst(".*z", ""));
                    queue.remove(entry, Haste.LATER);
                }
            }
        }
        assertThat(sequences).doesNotHaveDuplicates();
    }

    @Test
    void saysWhyAMessageCannotBeStored() throws IOException {
        try (Queue queue = open()) {
            journalDisk.faults().failFromNow("No space left on device");
            Stored stored = store(queue, envelope("a"), "x".repeat(5000));
            journalDisk.faults().heal();

            assertThat(stored)
                    .isEqualTo(
                            new Stored.NotStored(
                                    Stored.Reason.DISK_FULL,
                                    "java.io.IOException: No space left on device"));
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void takesNoMailWhenTheDiskIsNearlyFull() throws IOException {
        try (Queue queue = open()) {
            assertThat(queue.hasRoomFor(1000)).isTrue();
        }
        journalDisk.capacity(100_000);
        try (Queue queue = open()) {
            assertThat(journalDisk.usableOctets()).isGreaterThan(15_000);
            assertThat(queue.hasRoomFor(1000)).isTrue();
            assertThat(queue.hasRoomFor(1_000_000)).isFalse();
        }
    }

    @Test
    void movesWhatWaitsLongOutOfTheJournal() throws IOException {
        try (Queue queue = open()) {
            QueueEntry old = stored(queue, envelope("a", "b"), "a message that waits");
            queue.done(old, List.of(0), Haste.SOON);
            queue.deferred(
                    old,
                    START.plusSeconds(600),
                    QueueEntry.Warning.NOT_SENT,
                    List.of(new Deferral(1, "4.2.2", "full")));
            queue.handle(List.of(old), Handling::holding);
            now = START.plus(Duration.ofHours(2));
            for (int i = 0; i < 150; i++) {
                queue.remove(stored(queue, envelope("c"), "x".repeat(1500)), Haste.LATER);
            }
            Awaitility.await().until(() -> !contentDisk.names().isEmpty());
            Awaitility.await().until(() -> journalDisk.names().size() <= 8);
            assertThat(content(queue, old)).isEqualTo("a message that waits");
        }

        try (Queue queue = open()) {
            QueueEntry old = only(queue);
            assertThat(content(queue, old)).isEqualTo("a message that waits");
            assertThat(old.pending()).containsExactly(1);
            assertThat(old.due()).contains(START.plusSeconds(600));
            assertThat(old.deferrals()).extracting(Deferral::text).containsExactly("full");
            assertThat(old.handling().held()).isTrue();
        }
    }

    @Test
    void remembersWhatAnOperatorWants() throws IOException {
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("a"), "x");
            queue.handle(List.of(entry), Handling::holding);
            queue.handle(List.of(entry), Handling::expiring);
            queue.handle(List.of(entry), it -> it.by(Optional.of("smtp:[192.0.2.1]")));
            assertThat(entry.queue(now)).isEqualTo(QueueName.HOLD);
        }

        try (Queue queue = open()) {
            QueueEntry entry = only(queue);
            assertThat(entry.handling())
                    .isEqualTo(new Handling(true, true, Optional.of("smtp:[192.0.2.1]")));
            queue.handle(List.of(entry), _ -> Handling.USUAL);
        }

        try (Queue queue = open()) {
            assertThat(only(queue).handling()).isSameAs(Handling.USUAL);
        }
    }

    @Test
    void findsAMessageByItsIdOnly() throws IOException {
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("a"), "x");
            String id = entry.id().text();

            assertThat(queue.find(id)).containsSame(entry);
            assertThat(queue.find(id.substring(1))).isEmpty();
            for (String text : List.of("", "z", "ALL", "x y", "ü", "1z" + "9".repeat(99))) {
                assertThat(queue.find(text)).as(text).isEmpty();
            }
            assertThat(queue.removeAll(List.of(entry, entry))).containsExactly(entry);
            assertThat(queue.find(id)).isEmpty();
            assertThat(queue.load(entry)).isEmpty();
            assertThat(queue.handle(List.of(entry), Handling::holding)).isEmpty();
        }
    }

    @Test
    void writesOnceThatAMessageIsGone() throws IOException {
        try (Queue queue = open()) {
            for (int i = 0; i < 20; i++) {
                stored(queue, envelope("a"), "x");
            }
            stored(queue, envelope("a"), "y".repeat(2 * INLINE));

            assertThat(queue.removeAll(List.copyOf(arrived))).hasSize(21);

            Awaitility.await().until(() -> contentDisk.names().isEmpty());
        }
        var removals = new AtomicInteger();
        Journal.open(
                        journalDisk,
                        corrupt,
                        new JournalSettings(16 << 10),
                        it -> removals.addAndGet(it.kind() == Queue.REMOVED ? 1 : 0))
                .close();
        assertThat(removals).hasValue(21);
    }

    /// Small and large ones, of which some have moved, and facts of all kinds in any order.
    @Test
    void readsEachStateThoughItReadsMuchAtOnce() throws IOException {
        var random = new Random(5);
        Map<String, String> states = new HashMap<>();
        try (Queue queue = open()) {
            for (int i = 0; i < 200; i++) {
                stored(queue, envelope("a", "b", "c"), "x".repeat(random.nextInt(INLINE)));
            }
            for (int i = 0; i < 2000; i++) {
                change(queue, arrived.get(random.nextInt(arrived.size())), random);
            }
            queue.entries().forEach(it -> states.put(it.id().text(), it.state().toString()));
        }

        try (Queue queue = open()) {
            assertThat(queue.entries()).hasSize(states.size()).hasSizeGreaterThan(50);
            for (QueueEntry entry : queue.entries()) {
                assertThat(entry.state()).hasToString(states.get(entry.id().text()));
            }
        }
    }

    private static void change(Queue queue, QueueEntry entry, Random random) throws IOException {
        switch (random.nextInt(20)) {
            case 0, 1 -> queue.done(entry, List.of(random.nextInt(3)), Haste.LATER);
            case 2 -> queue.handle(List.of(entry), Handling::holding);
            case 3 -> queue.remove(entry, Haste.LATER);
            default ->
                    queue.deferred(
                            entry,
                            START.plusSeconds(random.nextInt(1000)),
                            QueueEntry.Warning.NOT_SENT,
                            List.of(new Deferral(random.nextInt(3), "4.4.1", "no answer")));
        }
    }

    @Test
    void saysWhenTheWordOfAnOperatorIsNotDurable() throws IOException {
        try (Queue queue = open()) {
            QueueEntry entry = stored(queue, envelope("a"), "x");
            journalDisk.faults().failFromNow("no disk");

            assertThatThrownBy(() -> queue.handle(List.of(entry), Handling::holding))
                    .hasMessageContaining("no disk");
            assertThatThrownBy(() -> queue.removeAll(List.of(entry)))
                    .hasMessageContaining("no disk");
            journalDisk.faults().heal();
        }
    }

    @Test
    void opensARealFolderForOneServerOnly() throws IOException {
        QueueSettings settings = QueueSettings.in(folder.resolve("queue"));
        Queue queue = Queue.open(settings, () -> now);
        queue.start((entry, _) -> arrived.add(entry));
        stored(queue, envelope("alice"), "content");

        assertThatThrownBy(() -> Queue.open(settings, () -> now))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("stop that one first");

        queue.close();
        try (Queue again = Queue.open(settings, () -> now)) {
            again.start((entry, _) -> arrived.add(entry));
            assertThat(content(again, only(again))).isEqualTo("content");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("queue/journal"))).hasSize(3);
    }

    /// A crash after every single operation on the disk: what was stored is there, unless its
    /// removal was durable; what was done is not forgotten once a later message was acknowledged.
    @Test
    void losesNothingStoredWhereverItCrashes() throws IOException {
        int operations = crashRun(Integer.MAX_VALUE, SimulatedDisk.Loss.ALL_KEPT);
        assertThat(operations).isGreaterThan(100);
        for (int at = 1; at <= operations; at++) {
            for (SimulatedDisk.Loss loss : SimulatedDisk.Loss.values()) {
                crashRun(at, loss);
            }
        }
    }

    private int crashRun(int crashAt, SimulatedDisk.Loss loss) throws IOException {
        journalDisk = new SimulatedDisk();
        contentDisk = new SimulatedDisk(journalDisk.faults());
        journalDisk.faults().crashAt(crashAt);
        now = START;
        Map<String, String> kept = new HashMap<>();
        List<String> removedForGood = new ArrayList<>();
        try {
            Queue queue = open();
            work(queue, kept, removedForGood);
            queue.close();
        } catch (IOException e) {
            assertThat(crashAt).isLessThan(Integer.MAX_VALUE);
        }
        int operations = journalDisk.faults().operations();
        journalDisk = journalDisk.afterPowerLoss(loss, new Random(crashAt));
        contentDisk = contentDisk.afterPowerLoss(loss, new Random(crashAt + 1));

        try (Queue queue = open()) {
            Map<String, String> found = new HashMap<>();
            for (QueueEntry entry : queue.entries()) {
                found.put(entry.id().text(), content(queue, entry));
            }
            String when = "crash at operation " + crashAt + ", " + loss;
            assertThat(found).as(when).containsAllEntriesOf(kept);
            assertThat(found.keySet().stream().filter(removedForGood::contains)).as(when).isEmpty();
        }
        return operations;
    }

    private void work(Queue queue, Map<String, String> kept, List<String> removedForGood) {
        List<String> removed = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String content = i + " " + "x".repeat(i % 9 == 0 ? 3000 : 500 + i);
            if (store(queue, envelope("a", "b"), content) instanceof Stored.Queued(QueueId id)) {
                // A message that is durable proves that all facts before it are.
                removedForGood.addAll(removed);
                removed.clear();
                QueueEntry entry = arrived.getLast();
                if (i % 5 == 0) {
                    kept.put(id.text(), content);
                    queue.done(entry, List.of(0), Haste.LATER);
                } else if (i % 9 != 0) {
                    queue.remove(entry, Haste.LATER);
                    removed.add(id.text());
                }
            }
            now = now.plus(Duration.ofMinutes(5));
        }
    }
}
