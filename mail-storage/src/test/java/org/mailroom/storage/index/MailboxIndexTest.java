// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.mailroom.core.journal.SimulatedDisk;
import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.core.journal.SimulatedDisk.Loss;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.file.FileStamp;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

class MailboxIndexTest {
    private static final CompactionPlan PLAN =
            new CompactionPlan(List.of(), List.of(), 0, 20, 10, List.of(), List.of());

    private final Faults faults = new Faults();
    private final SimulatedDisk disk = new SimulatedDisk(faults);

    private MailboxIndex left() throws IOException {
        SimulatedDisk left = disk.afterPowerLoss(Loss.ALL_LOST, new Random(1));
        return MailboxIndex.open(() -> left, "demo");
    }

    /// What the kernel could not write it takes for written afterwards.
    private void failNextSync(MailboxIndex index) {
        faults.failNext("Input/output error");
        assertThat(catchThrowable(index::sync)).isInstanceOf(IOException.class);
        faults.heal();
    }

    @Test
    void writesAllAnewAfterASyncThatFailed() throws IOException {
        try (MailboxIndex index = MailboxIndex.open(() -> disk, "demo")) {
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
        try (MailboxIndex index = MailboxIndex.open(() -> disk, "demo")) {
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

    /// UIDs with gaps, more than one chunk of them.
    private static List<IndexEntry> entries() {
        return LongStream.range(0, 2L * Chunk.ROWS)
                .map(n -> n + 1 + n / 100)
                .mapToObj(
                        uid ->
                                new IndexEntry(
                                        uid,
                                        new Place(uid * 100, 40, 60, 0),
                                        70,
                                        1,
                                        0,
                                        Instant.EPOCH,
                                        Flags.NONE,
                                        1,
                                        IndexEntry.Written.YES))
                .toList();
    }

    @Test
    void keepsFlagsOfRangesInOneRecord() throws IOException {
        var change =
                new FlagChange(FlagChange.Mode.ADD, new Flags(Flags.SEEN, Set.of("$Forwarded")));
        List<Integer> flagged = List.of(0, 1, 2, 99, 100, 101, Chunk.ROWS - 1, Chunk.ROWS);
        try (MailboxIndex index = MailboxIndex.open(() -> disk, "demo")) {
            index.begin(IndexState.empty(7));
            index.apply(new IndexChange.Found(entries(), FileStamp.ABSENT));
            Columns all = index.state().orElseThrow().messages();
            var ranges = new UidRanges(all);
            flagged.forEach(ranges::add);
            assertThat(ranges.ranges())
                    .containsExactly(
                            new UidRange(all.uid(0), all.uid(2)),
                            new UidRange(all.uid(99), all.uid(101)),
                            new UidRange(all.uid(Chunk.ROWS - 1), all.uid(Chunk.ROWS)));
            index.apply(new IndexChange.Flagged(ranges.ranges(), change, 9));
            index.sync();
        }

        try (MailboxIndex left = left()) {
            IndexState state = left.state().orElseThrow();
            assertThat(state.modSeq()).isEqualTo(9);
            assertThat(state.keywords()).containsExactly("$Forwarded");
            for (int position = 0; position < state.messages().size(); position++) {
                boolean changed = flagged.contains(position);
                IndexEntry entry = state.messages().entry(position);
                assertThat(entry.flags()).isEqualTo(changed ? change.flags() : Flags.NONE);
                assertThat(entry.modSeq()).isEqualTo(changed ? 9 : 1);
                assertThat(entry.written())
                        .isEqualTo(changed ? IndexEntry.Written.NOT_YET : IndexEntry.Written.YES);
            }
        }
    }
}
