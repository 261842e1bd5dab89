// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailroom.core.queue.QueueLab.INLINE;
import static org.mailroom.core.queue.QueueLab.START;
import static org.mailroom.core.queue.QueueLab.envelope;
import static org.mailroom.core.queue.QueueLab.only;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.journal.Journal;
import org.mailroom.core.journal.JournalSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// What the queue remembers of messages that wait: what was done, and what an operator wants.
class QueueStateTest {
    @TempDir private Path folder;
    private QueueLab lab;

    @BeforeEach
    void makeLab() {
        lab = new QueueLab(folder);
    }

    @Test
    void remembersAsMuchOfAReasonAsARecordCanHold() throws IOException {
        var why = List.of(new Deferral(0, "4.2.0", "x".repeat(100_000)));
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("a"), "x");
            queue.deferred(entry, START.plusSeconds(300), QueueEntry.Warning.NOT_SENT, why);
        }

        try (Queue queue = lab.open()) {
            assertThat(only(queue).due()).contains(START.plusSeconds(300));
            assertThat(only(queue).deferrals().getFirst().text()).startsWith("xxx");
        }
    }

    @Test
    void remembersWhatWasDoneAndWhyTheRestWaits() throws IOException {
        var why = List.of(new Deferral(2, "4.4.1", "no answer from ü"));
        Instant until = START.plusSeconds(300);
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("a", "b", "c"), "x");
            queue.done(entry, List.of(0, 1), Haste.SOON);
            queue.deferred(entry, until, QueueEntry.Warning.SENT, why);
            assertThat(entry.pending()).containsExactly(2);
        }

        try (Queue queue = lab.open()) {
            QueueEntry entry = only(queue);
            assertThat(entry.pending()).containsExactly(2);
            assertThat(entry.due()).contains(until);
            assertThat(entry.warning()).isEqualTo(QueueEntry.Warning.SENT);
            assertThat(entry.deferrals()).isEqualTo(why);
        }
    }

    @Test
    void remembersWhatAnOperatorWants() throws IOException {
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("a"), "x");
            queue.handle(List.of(entry), Handling::holding);
            queue.handle(List.of(entry), Handling::expiring);
            queue.handle(List.of(entry), it -> it.by(Optional.of("smtp:[192.0.2.1]")));
            assertThat(entry.queue(lab.now)).isEqualTo(QueueName.HOLD);
        }

        try (Queue queue = lab.open()) {
            QueueEntry entry = only(queue);
            assertThat(entry.handling())
                    .isEqualTo(new Handling(true, true, Optional.of("smtp:[192.0.2.1]")));
            queue.handle(List.of(entry), _ -> Handling.USUAL);
        }

        try (Queue queue = lab.open()) {
            assertThat(only(queue).handling()).isSameAs(Handling.USUAL);
        }
    }

    @Test
    void remembersWhenItsSenderWantsAMessageToGo() throws IOException {
        Instant release = lab.now.plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        try (Queue queue = lab.open();
                QueueDraft draft = queue.draft()) {
            draft.commit(envelope("a", "b"), Handling.USUAL.notBefore(release));
            queue.handle(List.of(only(queue)), Handling::holding);
            queue.handle(List.of(only(queue)), Handling::released);
        }

        try (Queue queue = lab.open()) {
            QueueEntry entry = only(queue);
            assertThat(entry.due()).contains(release);
            assertThat(entry.released()).isEqualTo(release);
            assertThat(entry.queue(lab.now)).isEqualTo(QueueName.DEFERRED);
            assertThat(entry.deferrals())
                    .extracting(Deferral::text)
                    .containsExactly(
                            "held until " + release + ", as its sender asked",
                            "held until " + release + ", as its sender asked");
        }
    }

    @Test
    void saysWhenTheWordOfAnOperatorIsNotDurable() throws IOException {
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("a"), "x");
            lab.journalDisk.faults().failFromNow("no disk");

            assertThatThrownBy(() -> queue.handle(List.of(entry), Handling::holding))
                    .hasMessageContaining("no disk");
            assertThatThrownBy(() -> queue.removeAll(List.of(entry)))
                    .hasMessageContaining("no disk");
            lab.journalDisk.faults().heal();
        }
    }

    @Test
    void findsAMessageByItsIdOnly() throws IOException {
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("a"), "x");
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
        try (Queue queue = lab.open()) {
            for (int i = 0; i < 20; i++) {
                lab.stored(queue, envelope("a"), "x");
            }
            lab.stored(queue, envelope("a"), "y".repeat(2 * INLINE));

            assertThat(queue.removeAll(List.copyOf(lab.arrived))).hasSize(21);

            Awaitility.await().until(() -> lab.contentDisk.names().isEmpty());
        }
        var removals = new AtomicInteger();
        Journal.open(
                        lab.journalDisk,
                        lab.corrupt,
                        new JournalSettings(16 << 10),
                        it -> removals.addAndGet(it.kind() == Queue.REMOVED ? 1 : 0))
                .close();
        assertThat(removals).hasValue(21);
    }
}
