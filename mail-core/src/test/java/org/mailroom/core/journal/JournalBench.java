// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Prints how many records of 4 KiB a second become durable, with one writer and with many.
@Tag("bench")
class JournalBench {
    private static final int RECORD_OCTETS = 4096;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(5);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 200})
    void printsAppendsPerSecond(int writers) throws Exception {
        try (Journal journal =
                Journal.open(
                        FolderDisk.in(folder.resolve("journal")),
                        FolderDisk.in(folder.resolve("corrupt")),
                        JournalSettings.DEFAULT,
                        _ -> {})) {
            journal.start((_, _) -> {});
            run(journal, writers, WARM_UP);
            long syncs = journal.syncs();

            long appends = run(journal, writers, MEASURED);

            assertThat(appends).isPositive();
            System.out.printf(
                    "journal: %d writers: %,d appends/s, %,d syncs/s%n",
                    writers,
                    appends / MEASURED.toSeconds(),
                    (journal.syncs() - syncs) / MEASURED.toSeconds());
        }
    }

    private static long run(Journal journal, int writers, Duration time) throws Exception {
        AtomicLong appends = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            threads.add(Thread.ofVirtual().start(() -> append(journal, end, appends)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return appends.get();
    }

    private static void append(Journal journal, long end, AtomicLong appends) {
        Payload payload = Payload.of(new byte[RECORD_OCTETS]);
        while (System.nanoTime() < end) {
            var record = new JournalRecord(1, 1, JournalRecord.Keeping.UNTIL_RELEASED, payload);
            if (journal.append(record) instanceof Appended.Durable(RecordAddress address)) {
                appends.incrementAndGet();
                journal.release(address);
            }
        }
    }
}
