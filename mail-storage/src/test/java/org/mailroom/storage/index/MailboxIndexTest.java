// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.mailroom.core.journal.SimulatedDisk;
import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.core.journal.SimulatedDisk.Loss;
import org.mailroom.storage.file.FileStamp;

import java.io.IOException;
import java.util.List;
import java.util.Random;

class MailboxIndexTest {
    private static final CompactionPlan PLAN =
            new CompactionPlan(List.of(), List.of(), 0, 20, 10, List.of(), List.of());

    private final Faults faults = new Faults();
    private final SimulatedDisk disk = new SimulatedDisk(faults);

    private MailboxIndex left() throws IOException {
        SimulatedDisk left = disk.afterPowerLoss(Loss.ALL_LOST, new Random(1));
        return MailboxIndex.open(left, "demo");
    }

    /// What the kernel could not write it takes for written afterwards.
    private void failNextSync(MailboxIndex index) {
        faults.failNext("Input/output error");
        assertThat(catchThrowable(index::sync)).isInstanceOf(IOException.class);
        faults.heal();
    }

    @Test
    void writesAllAnewAfterASyncThatFailed() throws IOException {
        try (MailboxIndex index = MailboxIndex.open(disk, "demo")) {
            index.begin(IndexState.empty(7));
            index.apply(new IndexChange.Claimed(5));
            List<String> before = List.copyOf(disk.names());
            failNextSync(index);

            index.sync();

            assertThat(disk.names()).doesNotContainAnyElementsOf(before);
        }

        try (MailboxIndex left = left()) {
            assertThat(left.state().orElseThrow().firstRecent()).isEqualTo(5);
        }
    }

    @Test
    void writesAlsoWhatIsUnderWay() throws IOException {
        try (MailboxIndex index = MailboxIndex.open(disk, "demo")) {
            index.begin(IndexState.empty(7));
            index.apply(new IndexChange.Compacting(PLAN, 0));
            index.apply(new IndexChange.Copied(99));
            failNextSync(index);

            index.sync();
        }

        try (MailboxIndex left = left()) {
            assertThat(left.compaction()).contains(PLAN);
            assertThat(left.compactionRest()).contains(99);
            left.apply(new IndexChange.Compacted(FileStamp.ABSENT));
            assertThat(left.compaction()).isEmpty();
        }
    }
}
