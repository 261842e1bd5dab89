// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailroom.core.queue.QueueLab.START;
import static org.mailroom.core.queue.QueueLab.content;
import static org.mailroom.core.queue.QueueLab.envelope;
import static org.mailroom.core.queue.QueueLab.only;
import static org.mailroom.core.queue.QueueLab.store;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.journal.JournalException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages in the queue: their content in the journal or in files, in memory and not.
class QueueTest {
    @TempDir private Path folder;
    private QueueLab lab;

    @BeforeEach
    void makeLab() {
        lab = new QueueLab(folder);
    }

    @Test
    void keepsEnvelopeAndContentOverARestart() throws IOException {
        Envelope envelope = envelope("alice", "bob").with(Envelope.TlsDemand.REQUIRED);
        QueueId id;
        try (Queue queue = lab.open()) {
            id = lab.stored(queue, envelope, "Subject: x\r\n\r\nbody\r\n").id();
        }

        try (Queue queue = lab.open()) {
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
    @CsvSource({"RETURN, ON, -9", "RETURN, OFF, 9", "NOTIFY, ON, 0", ", , -3"})
    void keepsHowUrgentAMessageIs(Deadline.Mode mode, Deadline.Trace trace, int priority)
            throws IOException {
        Optional<Deadline> deadline =
                Optional.ofNullable(mode).map(it -> new Deadline(START, it, trace));
        Envelope envelope =
                envelope("alice")
                        .with(Envelope.TlsDemand.NOT_REQUIRED)
                        .with(Envelope.Purpose.PROBE)
                        .with(new Urgency(deadline, priority));
        try (Queue queue = lab.open()) {
            lab.stored(queue, envelope, "x");
        }

        try (Queue queue = lab.open()) {
            assertThat(queue.load(only(queue)).orElseThrow().envelope()).isEqualTo(envelope);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatTheSenderSaysOfTlsBesideRet(Envelope.TlsDemand demand) throws IOException {
        for (Envelope.Purpose purpose : Envelope.Purpose.values()) {
            keepsBeside(demand, purpose);
        }
    }

    private void keepsBeside(Envelope.TlsDemand demand, Envelope.Purpose purpose)
            throws IOException {
        Envelope plain = envelope("alice");
        for (Envelope.Returning returning : Envelope.Returning.values()) {
            var envelope =
                    new Envelope(
                                    plain.sender(),
                                    plain.recipients(),
                                    plain.origin(),
                                    plain.body(),
                                    Envelope.Encoding.SMTPUTF8,
                                    plain.envid())
                            .with(returning)
                            .with(demand)
                            .with(purpose);
            QueueId id;
            try (Queue queue = lab.open()) {
                id = lab.stored(queue, envelope, "x").id();
            }

            try (Queue queue = lab.open()) {
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
        try (Queue queue = lab.open()) {
            lab.stored(queue, plain.to(plain.sender(), recipients), "x");
        }

        try (Queue queue = lab.open()) {
            Envelope kept = queue.load(only(queue)).orElseThrow().envelope();
            assertThat(kept.recipients()).isEqualTo(recipients);
        }
    }

    @Test
    void readsAMessageWithoutTheDiskWhileItIsFresh() throws IOException {
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("alice"), "fresh");

            assertThat(queue.octetsInMemory()).isPositive();
            lab.journalDisk.faults().failFromNow("no disk");
            assertThat(content(queue, entry)).isEqualTo("fresh");
            lab.journalDisk.faults().heal();

            queue.forgetFresh(entry);
            assertThat(queue.octetsInMemory()).isZero();
            assertThat(content(queue, entry)).isEqualTo("fresh");
        }
    }

    @Test
    void givesALargeMessageAFileOfItsOwn() throws IOException {
        String large = "large ".repeat(1000);
        QueueEntry entry;
        try (Queue queue = lab.open()) {
            entry = lab.stored(queue, envelope("alice"), large);
            assertThat(lab.contentDisk.names()).containsExactly(entry.id().text());
            assertThat(queue.octetsInMemory()).isZero();
            assertThat(content(queue, entry)).isEqualTo(large);
        }

        try (Queue queue = lab.open()) {
            assertThat(content(queue, only(queue))).isEqualTo(large);
            queue.remove(only(queue), Haste.LATER);
            Awaitility.await().until(() -> lab.contentDisk.names().isEmpty());
        }

        try (Queue queue = lab.open()) {
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void writesToFilesWhenTheMemoryBudgetIsUsedUp() throws IOException {
        lab.memoryLimit = 3000;
        try (Queue queue = lab.open()) {
            try (QueueDraft first = queue.draft();
                    QueueDraft second = queue.draft()) {
                first.write(new byte[1500], 0, 1500);
                second.write(new byte[1500], 0, 1500);
                assertThat(lab.contentDisk.names()).containsExactly(second.id().text());
                assertThat(queue.octetsInMemory()).isLessThanOrEqualTo(lab.memoryLimit);
            }
            assertThat(lab.contentDisk.names()).isEmpty();
            assertThat(queue.octetsInMemory()).isZero();
        }
    }

    @Test
    void leavesNothingOfAnAbandonedDraft() throws IOException {
        try (Queue queue = lab.open()) {
            try (QueueDraft draft = queue.draft()) {
                draft.write(new byte[5000], 0, 5000);
            }
            assertThat(lab.contentDisk.names()).isEmpty();
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void neverUsesASequenceNumberTwice() throws IOException {
        List<String> sequences = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            try (Queue queue = lab.open()) {
                for (int i = 0; i < 40; i++) {
                    QueueEntry entry = lab.stored(queue, envelope("a"), "x".repeat(1500));
                    sequences.add(entry.id().text().replaceFirst(".*z", ""));
                    queue.remove(entry, Haste.LATER);
                }
            }
        }
        assertThat(sequences).doesNotHaveDuplicates();
    }

    @Test
    void saysWhyAMessageCannotBeStored() throws IOException {
        try (Queue queue = lab.open()) {
            lab.journalDisk.faults().failFromNow("No space left on device");
            Stored stored = store(queue, envelope("a"), "x".repeat(5000));
            lab.journalDisk.faults().heal();

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
        try (Queue queue = lab.open()) {
            assertThat(queue.hasRoomFor(1000)).isTrue();
        }
        lab.journalDisk.capacity(100_000);
        try (Queue queue = lab.open()) {
            assertThat(lab.journalDisk.usableOctets()).isGreaterThan(15_000);
            assertThat(queue.hasRoomFor(1000)).isTrue();
            assertThat(queue.hasRoomFor(1_000_000)).isFalse();
        }
    }

    // Said at MAIL, and not when the content has come
    @Test
    void takesNoMailWhereTheJournalHasNoRoomForASegment() throws IOException {
        try (Queue queue = lab.open()) {
            store(queue, envelope("a"), "hello");
            Awaitility.await().until(() -> lab.journalDisk.names().size() == 2);
            long used = Long.MAX_VALUE - lab.journalDisk.usableOctets();
            lab.journalDisk.capacity(used + 15_500);
            assertThat(queue.hasRoomFor(100)).isTrue();

            Stored last = store(queue, envelope("a"), "hello");
            while (last instanceof Stored.Queued) {
                last = store(queue, envelope("a"), "hello");
            }

            assertThat(queue.hasRoomFor(100)).isFalse();
        }
    }

    @Test
    void movesWhatWaitsLongOutOfTheJournal() throws IOException {
        try (Queue queue = lab.open()) {
            QueueEntry old = lab.stored(queue, envelope("a", "b"), "a message that waits");
            queue.done(old, List.of(0), Haste.SOON);
            queue.deferred(
                    old,
                    START.plusSeconds(600),
                    QueueEntry.Warning.NOT_SENT,
                    List.of(new Deferral(1, "4.2.2", "full")));
            queue.handle(List.of(old), Handling::holding);
            lab.now = START.plus(Duration.ofHours(2));
            for (int i = 0; i < 150; i++) {
                queue.remove(lab.stored(queue, envelope("c"), "x".repeat(1500)), Haste.LATER);
            }
            Awaitility.await().until(() -> !lab.contentDisk.names().isEmpty());
            Awaitility.await().until(() -> lab.journalDisk.names().size() <= 8);
            assertThat(content(queue, old)).isEqualTo("a message that waits");
        }

        try (Queue queue = lab.open()) {
            QueueEntry old = only(queue);
            assertThat(content(queue, old)).isEqualTo("a message that waits");
            assertThat(old.pending()).containsExactly(1);
            assertThat(old.due()).contains(START.plusSeconds(600));
            assertThat(old.deferrals()).extracting(Deferral::text).containsExactly("full");
            assertThat(old.handling().held()).isTrue();
        }
    }

    @Test
    void opensARealFolderForOneServerOnly() throws IOException {
        QueueSettings settings = QueueSettings.in(folder.resolve("queue"));
        Queue queue = Queue.open(settings, () -> lab.now);
        queue.start((entry, _) -> lab.arrived.add(entry));
        lab.stored(queue, envelope("alice"), "content");

        assertThatThrownBy(() -> Queue.open(settings, () -> lab.now))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("stop that one first");

        queue.close();
        try (Queue again = Queue.open(settings, () -> lab.now)) {
            again.start((entry, _) -> lab.arrived.add(entry));
            assertThat(content(again, only(again))).isEqualTo("content");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("queue/journal"))).hasSize(3);
    }
}
