// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.journal.JournalLab.append;
import static org.mailroom.core.journal.JournalLab.fact;
import static org.mailroom.core.journal.JournalLab.record;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What was acknowledged is there after a crash at any moment.
class JournalCrashTest {
    private final JournalLab lab = new JournalLab();

    /// A crash after every single operation on the disk: what was acknowledged is there, and
    /// nothing is there that was never written.
    @Test
    void losesNothingAcknowledgedWhereverItCrashes() throws IOException {
        int operations = crashRun(Integer.MAX_VALUE, SimulatedDisk.Loss.ALL_KEPT);
        assertThat(operations).isGreaterThan(100);
        for (int at = 1; at <= operations; at++) {
            for (SimulatedDisk.Loss loss : SimulatedDisk.Loss.values()) {
                crashRun(at, loss);
            }
        }
    }

    private int crashRun(int crashAt, SimulatedDisk.Loss loss) throws IOException {
        lab.disk = new SimulatedDisk();
        lab.disk.faults().crashAt(crashAt);
        List<String> acknowledged = new ArrayList<>();
        try {
            Journal journal = lab.started();
            for (int i = 1; i <= 60; i++) {
                journal.appendLater(fact(1000 + i));
                String text = i + "/" + "x".repeat(i * 97 % 700);
                if (journal.append(record(i, text)) instanceof Appended.Durable(var address)) {
                    if (i % 7 == 0) {
                        acknowledged.add(i + "=" + text);
                    } else {
                        journal.release(address);
                    }
                }
            }
            journal.close();
        } catch (IOException e) {
            assertThat(crashAt).isLessThan(Integer.MAX_VALUE);
        }
        int operations = lab.disk.faults().operations();
        SimulatedDisk left = lab.disk.afterPowerLoss(loss, new Random(crashAt));

        try (Journal journal = lab.started(left)) {
            assertThat(lab.texts(journal))
                    .as("crash at operation %d, %s", crashAt, loss)
                    .containsAll(acknowledged);
            append(journal, 10_000, "works again");
        }
        return operations;
    }

    /// Starts without mail make a spare file of every segment. Neither numbers nor keys begin anew,
    /// and what lies in those files is not taken for what is written to them next.
    @Test
    void losesNothingAcknowledgedAfterStartsWithoutMail() throws IOException {
        for (int round = 1; round <= 2; round++) {
            try (Journal journal = lab.started()) {
                for (int i = 1; i <= 50; i++) {
                    journal.release(append(journal, 50L * round + i, "old " + "x".repeat(900)));
                }
            }
            idle();
            idle();
        }

        Journal journal = lab.started();
        assertThat(journal.keysBelow()).isEqualTo(151);
        for (int i = 151; i <= 153; i++) {
            append(journal, i, "new");
        }
        SimulatedDisk left = lab.disk.afterPowerLoss(SimulatedDisk.Loss.ALL_LOST, new Random(1));
        journal.close();

        try (Journal again = lab.started(left)) {
            assertThat(lab.texts(again)).containsExactly("151=new", "152=new", "153=new");
        }
    }

    private void idle() throws IOException {
        try (Journal journal = lab.open()) {
            journal.start((_, _) -> {});
            Awaitility.await().until(this::isAllSpare);
        }
    }

    private boolean isAllSpare() {
        return lab.disk.names().stream()
                .map(name -> ByteBuffer.wrap(lab.disk.octets(name)))
                .allMatch(octets -> SegmentFormat.header(octets).orElseThrow().number() == 0);
    }
}
