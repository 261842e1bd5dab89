// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.queue.QueueLab.INLINE;
import static org.mailroom.core.queue.QueueLab.START;
import static org.mailroom.core.queue.QueueLab.content;
import static org.mailroom.core.queue.QueueLab.envelope;
import static org.mailroom.core.queue.QueueLab.store;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.journal.SimulatedDisk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A queue that is left at any moment is as it was when it is opened again.
class QueueCrashTest {
    @TempDir private Path folder;
    private QueueLab lab;

    @BeforeEach
    void makeLab() {
        lab = new QueueLab(folder);
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
        lab.journalDisk = new SimulatedDisk();
        lab.contentDisk = new SimulatedDisk(lab.journalDisk.faults());
        lab.journalDisk.faults().crashAt(crashAt);
        lab.now = START;
        Map<String, String> kept = new HashMap<>();
        List<String> removedForGood = new ArrayList<>();
        try {
            Queue queue = lab.open();
            work(queue, kept, removedForGood);
            queue.close();
        } catch (IOException e) {
            assertThat(crashAt).isLessThan(Integer.MAX_VALUE);
        }
        int operations = lab.journalDisk.faults().operations();
        lab.journalDisk = lab.journalDisk.afterPowerLoss(loss, new Random(crashAt));
        lab.contentDisk = lab.contentDisk.afterPowerLoss(loss, new Random(crashAt + 1));

        try (Queue queue = lab.open()) {
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
                QueueEntry entry = lab.arrived.getLast();
                if (i % 5 == 0) {
                    kept.put(id.text(), content);
                    queue.done(entry, List.of(0), Haste.LATER);
                } else if (i % 9 != 0) {
                    queue.remove(entry, Haste.LATER);
                    removed.add(id.text());
                }
            }
            lab.now = lab.now.plus(Duration.ofMinutes(5));
        }
    }

    /// Small and large ones, of which some have moved, and facts of all kinds in any order.
    @Test
    void readsEachStateThoughItReadsMuchAtOnce() throws IOException {
        var random = new Random(5);
        Map<String, String> states = new HashMap<>();
        try (Queue queue = lab.open()) {
            for (int i = 0; i < 200; i++) {
                lab.stored(queue, envelope("a", "b", "c"), "x".repeat(random.nextInt(INLINE)));
            }
            for (int i = 0; i < 2000; i++) {
                change(queue, lab.arrived.get(random.nextInt(lab.arrived.size())), random);
            }
            queue.entries().forEach(it -> states.put(it.id().text(), it.state().toString()));
        }

        try (Queue queue = lab.open()) {
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
}
