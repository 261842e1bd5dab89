// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.journal.SimulatedDisk.Loss;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.file.FileThreads;
import org.mailroom.storage.file.FileWatch;
import org.mailroom.storage.folder.RealFolderFiles;
import org.mailroom.storage.folder.UidValidities;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Stops, or fails, after every single operation on a file: what was acknowledged is there, once
/// and whole, and no UID that was seen means another message.
class CrashTest {
    /// Up to here a new mailbox gets its first message.
    private static final int FIRST_DELIVERY = 24;

    private FileThreads threads;
    private FileWatch watch;
    private UidValidities uidValidities;
    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        uidValidities =
                new UidValidities(
                        InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z")),
                        new RealFolderFiles(),
                        folder.resolve("given"));
        // One, so that all comes in the same order each time
        threads = new FileThreads("crash", 1);
        watch = new FileWatch(FileSystems.getDefault().newWatchService());
    }

    @AfterEach
    void stop() {
        watch.close();
        threads.close();
    }

    private CrashMachine machine(long seed) {
        return new CrashMachine(seed, threads, watch, uidValidities);
    }

    private static int operations() {
        return 4000;
    }

    private static void assertAllThere(CrashMachine machine, String when) throws IOException {
        machine.look();
        machine.deliver();
        List<String> texts = machine.look();
        assertThat(texts).as(when).doesNotHaveDuplicates();
        Set<String> missing = new HashSet<>(machine.stored());
        missing.removeAll(machine.expunged());
        missing.removeAll(texts);
        assertThat(missing).as(when).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Loss.class,
            names = {"ALL_KEPT", "ALL_LOST"})
    void losesAndDoublesNothingWhereverItStops(Loss loss) throws IOException {
        int last = 0;
        for (int at = 1; at < operations() && last == 0; at++) {
            var machine = machine(at);
            machine.workUntil(at);
            boolean isDone = machine.faults().operations() < at;
            String when = loss + ", stopped at operation " + at;
            machine.crash(loss);

            assertAllThere(machine, when);
            Set<String> known = new HashSet<>(machine.stored());
            known.addAll(machine.expunged());
            known.add("Subject: appended\r\n\r\n" + "a".repeat(5000));
            known.add("Subject: behind\r\n\r\n" + "b".repeat(5000));
            known.add("Subject: foreign\r\n\r\n" + "f".repeat(5000) + "\r\n");
            assertThat(known).as(when + ": no half messages").containsAll(machine.look());
            last = isDone ? at : 0;
        }
        assertThat(last).isGreaterThan(400);
    }

    @Test
    void losesNothingWhenTheMachineLosesPower() throws IOException {
        losesNothing(1);
    }

    @Test
    @Tag("crash")
    void losesNothingHoweverTheMachineLosesPower() throws IOException {
        losesNothing(8);
    }

    private void losesNothing(int seeds) throws IOException {
        for (int at = 1; at < 430; at++) {
            for (int seed = 0; seed < seeds; seed++) {
                var machine = machine(at * 1000L + seed);
                machine.workUntil(at);
                machine.crash(Loss.TORN);

                assertAllThere(machine, "torn, stopped at " + at + ", seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ALL_KEPT, ALL_LOST", "ALL_LOST, ALL_KEPT", "TORN, ALL_LOST", "TORN, ALL_KEPT"})
    void losesNothingWhenOneDiskKeepsMoreThanTheOther(Loss ofMail, Loss ofIndex)
            throws IOException {
        for (int at = 1; at < 250; at++) {
            var machine = machine(at);
            machine.workUntil(at);
            machine.crash(ofMail, ofIndex);

            assertAllThere(machine, ofMail + ", " + ofIndex + ", stopped at " + at);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Loss.class,
            names = {"ALL_KEPT", "ALL_LOST"})
    void canStopAgainWhileItMendsWhatAStopHasLeft(Loss loss) throws IOException {
        stopTwice(loss, 13);
    }

    @ParameterizedTest
    @EnumSource(
            value = Loss.class,
            names = {"ALL_KEPT", "ALL_LOST"})
    @Tag("crash")
    void canStopAgainAnywhere(Loss loss) throws IOException {
        stopTwice(loss, 1);
    }

    private void stopTwice(Loss loss, int step) throws IOException {
        for (int at = 1; at < 250; at += at < FIRST_DELIVERY ? 1 : step) {
            for (int again = 1; again < 30; again += 4) {
                var machine = machine(at);
                machine.workUntil(at);
                machine.crash(loss);
                machine.faults().crashAt(again);
                try {
                    assertAllThere(machine, "never asserted");
                } catch (IOException | MailboxException e) {
                    assertThat(e).isNotNull();
                }
                machine.crash(loss);

                assertAllThere(machine, loss + ", stopped at " + at + " and " + again);
            }
        }
    }

    @Test
    void keepsANewMailboxThroughALossOfPower() throws IOException {
        var machine = machine(1);
        machine.append("Subject: a\r\n\r\n");

        machine.crash(Loss.ALL_LOST);

        assertThat(machine.look()).containsExactly("Subject: a\r\n\r\n");
    }

    /// What the sync that failed was for may be lost; what others wrote meanwhile is theirs.
    @Test
    void takesOnlyItsOwnMailBackAfterASyncThatFailed() throws IOException {
        int failures = 0;
        for (int at = 1; at < 60; at++) {
            var machine = machine(at);
            machine.append("Subject: a\r\n\r\n");
            machine.faults()
                    .fail(
                            machine.faults().operations() + at,
                            machine.faults().operations() + at,
                            "EIO");
            try {
                machine.append("Subject: b\r\n\r\n");
            } catch (MailboxException e) {
                failures++;
                assertThat(machine.stored()).doesNotContain("Subject: b\r\n\r\n");
            }
            machine.faults().heal();
            machine.addForeign("foreign", 10);

            assertThat(machine.look())
                    .as("failed at " + at)
                    .containsExactlyInAnyOrderElementsOf(machine.stored());
        }
        assertThat(failures).isGreaterThan(3);
    }

    /// The lock file that is left behind keeps only those out who look for it.
    @ParameterizedTest
    @ValueSource(ints = {10, 2_000, 3_500, 30_000})
    void takesNothingTwiceThatOthersAddToAMailboxWhileItIsCompacted(int octets) throws IOException {
        for (int at = 1; at < 60; at++) {
            var machine = machine(at);
            for (int i = 0; i < 3; i++) {
                machine.append("Subject: " + i + "\r\n\r\n" + "m".repeat(3000) + "\r\n");
            }
            machine.expunge(0);
            machine.faults().crashAt(machine.faults().operations() + at);
            machine.tidy();
            machine.crash(Loss.ALL_KEPT);
            machine.addForeign("foreign", octets);

            Set<String> expected = new HashSet<>(machine.stored());
            expected.removeAll(machine.expunged());
            assertThat(machine.look())
                    .as("stopped at " + at)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void getsOverTroubleThatPasses(Trouble trouble) throws IOException {
        for (int at = 1; at < 430; at++) {
            var machine = machine(at);
            machine.faults().fail(at, at + trouble.times - 1, trouble.text);
            for (CrashMachine.Step step : machine.work()) {
                try {
                    step.run();
                } catch (IOException | MailboxException e) {
                    assertThat(e).isNotNull();
                }
            }
            machine.faults().heal();

            assertAllThere(machine, trouble + " at operation " + at);
        }
    }

    enum Trouble {
        DISK_FULL("No space left on device", 3),
        DISK_ERROR("Input/output error", 1);

        final String text;
        final int times;

        Trouble(String text, int times) {
            this.text = text;
            this.times = times;
        }
    }
}
