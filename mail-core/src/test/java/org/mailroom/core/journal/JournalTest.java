// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.journal.JournalLab.KIND;
import static org.mailroom.core.journal.JournalLab.SEGMENT_OCTETS;
import static org.mailroom.core.journal.JournalLab.append;
import static org.mailroom.core.journal.JournalLab.fact;
import static org.mailroom.core.journal.JournalLab.record;
import static org.mailroom.core.journal.JournalLab.text;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Records are written, read, shared in one sync, and copied forward.
class JournalTest {
    private final JournalLab lab = new JournalLab();

    @Test
    void replaysRecordsInOrderAfterRestart() throws IOException {
        try (Journal journal = lab.started()) {
            append(journal, 1, "one");
            append(journal, 2, "two");
            append(journal, 3, "");
        }

        try (Journal journal = lab.started()) {
            assertThat(lab.texts(journal)).containsExactly("1=one", "2=two", "3=");
            assertThat(lab.replayed).extracting(Journal.Replayed::kind).containsOnly(KIND);
            assertThat(journal.keysBelow()).isEqualTo(4);
        }
    }

    @Test
    void readsARecordWhereItWasWritten() throws IOException {
        try (Journal journal = lab.started()) {
            RecordAddress one = append(journal, 1, "one");
            RecordAddress two = append(journal, 2, "two and more");

            assertThat(text(journal, one)).isEqualTo("one");
            assertThat(text(journal, two)).isEqualTo("two and more");
            ByteBuffer head = journal.readHead(two, 3).orElseThrow();
            assertThat(StandardCharsets.UTF_8.decode(head).toString()).isEqualTo("two");
        }
    }

    @Test
    void goesOnInTheNextSegmentWhenOneIsFull() throws IOException {
        List<String> written = new ArrayList<>();
        try (Journal journal = lab.started()) {
            for (int i = 1; i <= 30; i++) {
                append(journal, i, "x".repeat(1000));
                written.add(i + "=" + "x".repeat(1000));
            }
        }

        try (Journal journal = lab.started()) {
            assertThat(lab.texts(journal)).isEqualTo(written);
            assertThat(lab.replayed.stream().map(it -> it.address().segment()).distinct().count())
                    .isBetween(4L, 29L);
        }
    }

    @Test
    void sharesOneSyncAmongAllWhoWait(@TempDir Path folder) throws Exception {
        int writers = 64;
        int each = 50;
        CountDownLatch done = new CountDownLatch(writers);
        List<Appended> results = Collections.synchronizedList(new ArrayList<>());
        Disk real = FolderDisk.in(folder.resolve("journal"));
        Disk corruptFolder = FolderDisk.in(folder.resolve("corrupt"));
        JournalSettings settings = new JournalSettings(4 << 20);
        long syncs;
        try (Journal journal = Journal.open(real, corruptFolder, settings, _ -> {})) {
            journal.start((_, _) -> {});
            for (int w = 0; w < writers; w++) {
                int key = w;
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        results.add(journal.append(record(key, "text " + i)));
                                    }
                                    done.countDown();
                                });
            }
            done.await();
            syncs = journal.syncs();
        }

        assertThat(results).hasSize(writers * each).hasOnlyElementsOfType(Appended.Durable.class);
        assertThat(syncs).isLessThan(writers * each / 4);
        List<Journal.Replayed> found = new ArrayList<>();
        Journal.open(real, corruptFolder, settings, found::add).close();
        assertThat(found).hasSize(writers * each);
    }

    @Test
    void writesLaterRecordsWithTheNextSyncInTheirOrder() throws IOException {
        try (Journal journal = lab.started()) {
            append(journal, 1, "one");
            long syncs = journal.syncs();
            journal.appendLater(fact(1));
            journal.appendLater(fact(2));
            append(journal, 3, "three");

            assertThat(journal.syncs()).isEqualTo(syncs + 1);
        }

        try (Journal journal = lab.started()) {
            assertThat(journal).isNotNull();
            assertThat(lab.replayed)
                    .extracting(Journal.Replayed::key)
                    .containsExactly(1L, 1L, 2L, 3L);
        }
    }

    @Test
    void writesLaterRecordsWithinASecondWhenNobodyWaits() throws IOException {
        try (Journal journal = lab.started()) {
            long syncs = journal.syncs();
            journal.appendLater(fact(1));

            Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> journal.syncs() > syncs);
        }
    }

    @Test
    void refusesRecordsAfterItIsClosed() throws IOException {
        Journal journal = lab.started();
        journal.close();

        assertThat(journal.append(record(1, "late")))
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Appended.Reason.CLOSED));
    }

    @Test
    void refusesRecordsLargerThanHalfASegment() throws IOException {
        try (Journal journal = lab.started()) {
            assertThat(journal.append(record(1, "x".repeat(SEGMENT_OCTETS / 2 + 1))))
                    .isInstanceOfSatisfying(
                            Appended.Refused.class,
                            it -> assertThat(it.reason()).isEqualTo(Appended.Reason.TOO_LARGE));
            append(journal, 2, "fits");
        }
    }

    @Test
    void copiesSurvivorsForwardWhenOldSegmentsAreMostlyWaste() throws IOException {
        List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        Journal journal = lab.open();
        List<RecordAddress> survivor = Collections.synchronizedList(new ArrayList<>());
        journal.start(
                (_, keys) -> {
                    asked.addAll(keys);
                    if (keys.contains(1L)) {
                        Appended copied = journal.copyForward(record(1, "survivor")).await();
                        journal.release(survivor.getFirst());
                        survivor.set(0, ((Appended.Durable) copied).address());
                    }
                });
        survivor.add(append(journal, 1, "survivor"));
        for (int i = 2; i <= 100; i++) {
            journal.release(append(journal, i, "x".repeat(1000)));
        }

        Awaitility.await().until(() -> survivor.getFirst().segment() > 1);
        assertThat(text(journal, survivor.getFirst())).isEqualTo("survivor");
        assertThat(asked).contains(1L);
        journal.close();
    }
}
