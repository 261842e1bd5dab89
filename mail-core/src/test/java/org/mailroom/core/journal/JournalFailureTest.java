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
import org.mailroom.core.journal.JournalRecord.Keeping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/// A disk that fails or is full: what is not durable is not acknowledged.
class JournalFailureTest {
    private final JournalLab lab = new JournalLab();

    @Test
    void freesNothingBehindASegmentThatCannotBeDeleted() throws IOException {
        List<RecordAddress> old = new ArrayList<>();
        Journal journal = lab.started();
        for (int i = 1; i <= 60; i++) {
            old.add(append(journal, i, "x".repeat(1000)));
        }
        Awaitility.await().until(() -> lab.disk.names().size() > old.getLast().segment());
        int operations = lab.disk.faults().operations();
        lab.disk.faults().fail(operations + 1, operations + 2, "Input/output error");

        old.forEach(journal::release);
        Awaitility.await().until(() -> lab.disk.names().size() <= 7);
        SimulatedDisk left = lab.disk.afterPowerLoss(SimulatedDisk.Loss.ALL_KEPT, new Random(1));
        journal.close();

        lab.open(left).close();
        List<Long> keys = lab.replayed.stream().map(Journal.Replayed::key).toList();
        assertThat(keys).isEqualTo(LongStream.rangeClosed(keys.getFirst(), 60).boxed().toList());
    }

    @Test
    void acknowledgesNothingAfterAFailedSyncAndGoesOnInANewSegment() throws IOException {
        Journal journal = lab.started();
        RecordAddress before = append(journal, 1, "before");
        Awaitility.await().until(() -> lab.disk.names().size() == 2);
        lab.disk.failNextSync(lab.fileWith("before"), "Input/output error");

        Appended failed = journal.append(record(2, "failed"));
        RecordAddress after = append(journal, 3, "after");

        assertThat(failed)
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        it -> assertThat(it.reason()).isEqualTo(Appended.Reason.DISK_ERROR));
        assertThat(after.segment()).isGreaterThan(before.segment());
        assertThat(text(journal, before)).isEqualTo("before");
        journal.close();
        // What a failed sync has left behind on the disk after all must not come back to life.
        lab.disk = lab.disk.afterPowerLoss(SimulatedDisk.Loss.ALL_KEPT, new Random(1));
        lab.open().close();
        assertThat(lab.replayed).extracting(Journal.Replayed::key).containsExactly(1L, 3L);
    }

    @Test
    void neverUsesAFileAgainWhoseSyncHasFailedNotEvenAfterARestart() throws IOException {
        Journal journal = lab.started();
        append(journal, 1, "before");
        Awaitility.await().until(() -> lab.disk.names().size() == 2);
        lab.disk.failNextSync(lab.fileWith("before"), "Input/output error");
        String failed = lab.fileWith("before");
        assertThat(journal.append(record(2, "failed"))).isInstanceOf(Appended.Refused.class);
        append(journal, 3, "after");
        journal.close();
        assertThat(lab.disk.names()).contains(failed);

        try (Journal again = lab.open()) {
            again.start((_, _) -> {});
            Awaitility.await().until(() -> !lab.disk.names().contains(failed));
        }
    }

    @Test
    void writesUnattendedRecordsAgainAfterAFailedSync() throws IOException {
        Journal journal = lab.started();
        append(journal, 1, "before");
        Awaitility.await().until(() -> lab.disk.names().size() == 2);
        journal.appendLater(fact(1));
        lab.disk.failNextSync(lab.fileWith("before"), "Input/output error");
        // It goes with the fact, or after it.
        var _ = journal.append(record(2, "second"));
        append(journal, 3, "after");
        journal.close();

        lab.open().close();

        assertThat(lab.replayed)
                .extracting(record -> record.kind() + ":" + record.key())
                .contains(KIND + ":1", (KIND + 1) + ":1", KIND + ":3")
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesContentOnAFullDiskButTakesFactsAndRecovers() throws IOException {
        Journal journal = lab.started();
        RecordAddress first = append(journal, 1, "x".repeat(2000));
        Awaitility.await().until(() -> lab.disk.names().size() == 2);
        lab.disk.capacity(2L * SEGMENT_OCTETS + 100);
        List<RecordAddress> taken = new ArrayList<>(List.of(first));
        Appended last = journal.append(record(2, "x".repeat(2000)));
        while (last instanceof Appended.Durable(RecordAddress address)) {
            taken.add(address);
            last = journal.append(record(2, "x".repeat(2000)));
        }
        assertThat(((Appended.Refused) last).reason()).isEqualTo(Appended.Reason.DISK_FULL);

        taken.forEach(journal::release);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> journal.append(record(3, "again")) instanceof Appended.Durable);
        journal.close();
    }

    @Test
    void refusesEverythingWhenTheWriterHasFailed() throws IOException {
        Journal journal = lab.started();
        Payload broken =
                new Payload() {
                    @Override
                    public int octets() {
                        return 10;
                    }

                    @Override
                    public void putInto(ByteBuffer target) {
                        target.put((byte) 1);
                    }
                };
        assertThat(journal.isWorking()).isTrue();

        Appended failed =
                journal.append(new JournalRecord(KIND, 1, Keeping.UNTIL_RELEASED, broken));

        assertThat(failed).isInstanceOf(Appended.Refused.class);
        assertThat(journal.append(record(2, "x"))).isInstanceOf(Appended.Refused.class);
        assertThat(journal.isWorking()).isFalse();
        journal.close();
    }
}
