// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

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
import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.SimulatedDisk;
import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.core.journal.SimulatedDisk.Loss;
import org.mailroom.storage.Flags;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.SimulatedFiles;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Stops, or fails, after every single operation on a file: what was acknowledged is there, once
/// and whole, and no UID that was seen means another message.
class CrashTest {
    private static final Path MAILBOX = Path.of("/spool/demo");
    private static final Instant DATE = Instant.parse("2026-11-23T10:00:00Z");

    private FileThreads threads;
    private FileWatch watch;
    private UidValidities uidValidities;
    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        uidValidities =
                new UidValidities(
                        InstantSource.fixed(DATE), new RealFolderFiles(), folder.resolve("given"));
        threads = new FileThreads("crash", 2);
        watch = new FileWatch(FileSystems.getDefault().newWatchService());
    }

    @AfterEach
    void stop() {
        watch.close();
        threads.close();
    }

    /// The machine: what is on its disks, what it was told is safe, and what somebody has seen.
    private final class Machine {
        private final Random random;
        private Faults faults = new Faults();
        private SimulatedFiles files;
        private SimulatedDisk disk;
        private SharedMailbox mailbox;

        /// What the queue still has, by id.
        private final Map<String, String> queued = new LinkedHashMap<>();

        private final Set<String> stored = new HashSet<>();
        private final Set<String> expunged = new HashSet<>();
        private final Map<Long, String> seen = new HashMap<>();
        private long validity;

        Machine(long seed) {
            random = new Random(seed);
            files = new SimulatedFiles(faults, random);
            disk = new SimulatedDisk(faults);
            mailbox = started();
        }

        private SharedMailbox started() {
            var locking = new Locking(LockKinds.DEFAULT, 1, Duration.ZERO, Duration.ofHours(1));
            var compaction = new StoreSettings.Compaction(0, 1);
            var clock = InstantSource.fixed(DATE);
            var indexes = new SimulatedIndexes(disk);
            var parts =
                    new StoreParts(
                            files,
                            indexes,
                            locking,
                            compaction,
                            new MessageRoom(StoreSettings.messagesThatFit()),
                            threads,
                            watch,
                            clock,
                            ZoneOffset.UTC,
                            uidValidities,
                            new ReadBuffers(),
                            Summarizer.NONE,
                            TextExtractor.NONE,
                            new TextIndexing());
            return new SharedMailbox(parts, MAILBOX, Path.of("/index"));
        }

        void crash(Loss loss) {
            crash(loss, loss);
        }

        void crash(Loss ofMail, Loss ofIndex) {
            faults = new Faults();
            files = files.afterCrash(ofMail, faults);
            disk = restored(ofIndex);
            mailbox = started();
        }

        private SimulatedDisk restored(Loss loss) {
            SimulatedDisk left = disk.afterPowerLoss(loss, random);
            var moved = new SimulatedDisk(faults);
            try {
                for (String name : left.names()) {
                    moved.create(name).close();
                    moved.replace(name, left.octets(name));
                }
                moved.sync();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return moved;
        }

        void queue(String id, String body) {
            String mail =
                    "Delivered-To: demo@example.org\r\nReceived: from a\r\n\tby b with ESMTP id "
                            + id
                            + ";\r\nSubject: "
                            + id
                            + "\r\n\r\n"
                            + body;
            queued.put(id, mail);
        }

        /// Delivers all that is queued, one after another.
        void deliver() throws IOException {
            for (var entry : List.copyOf(queued.entrySet())) {
                var key = new DeliveryKey(entry.getKey(), "demo@example.org");
                var posting =
                        new Posting(
                                Mails.content(entry.getValue()),
                                "a@b.example",
                                DATE,
                                Flags.NONE,
                                Optional.of(key));
                mailbox.deliver(posting, 0, new DeliveryRounds(Duration.ZERO));
                stored.add(entry.getValue());
                queued.remove(entry.getKey());
            }
        }

        void append(String mail) {
            var posting = new Posting(Mails.content(mail), "", DATE, Flags.NONE, Optional.empty());
            mailbox.append(List.of(posting));
            stored.add(mail);
        }

        /// As another program.
        void addForeign(String subject, int octets) {
            String mail = "Subject: " + subject + "\n\n" + "f".repeat(octets) + "\n";
            String from = "From x@y.example Mon Nov 23 09:00:00 2026\n";
            files.append(MAILBOX, (from + mail + "\n").getBytes(StandardCharsets.US_ASCII));
            stored.add(mail.replace("\n", "\r\n"));
        }

        void expunge(int position) {
            IndexState state = mailbox.look();
            if (state.messages().size() > position) {
                long uid = state.messages().uid(position);
                String text = Mails.text(mailbox.content(uid));
                expunged.add(text);
                mailbox.expunge(List.of(uid));
            }
        }

        void flag(int position) {
            IndexState state = mailbox.look();
            if (state.messages().size() > position) {
                long uid = state.messages().uid(position);
                mailbox.changeFlags(List.of(uid), StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            }
        }

        void tidy() {
            mailbox.upkeep().finish();
        }

        List<String> look() {
            IndexState state = mailbox.look();
            assertThat(validity == 0 || validity == state.uidValidity()).isTrue();
            validity = state.uidValidity();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < state.messages().size(); i++) {
                long uid = state.messages().uid(i);
                String text = Mails.text(mailbox.content(uid));
                String before = seen.put(uid, text);
                assertThat(before == null || before.equals(text))
                        .as("UID %d meant another message", uid)
                        .isTrue();
                texts.add(text);
            }
            return texts;
        }
    }

    private record SimulatedIndexes(Disk disk) implements StoreParts.Indexes {
        @Override
        public Disk in(Path folder) {
            return disk;
        }

        @Override
        public String mailbox(Path folder) {
            return "demo";
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /// What the machine does all day.
    private static List<Step> work(Machine machine) {
        List<Step> steps = new ArrayList<>();
        steps.add(() -> machine.queue("4X1111111111z1", "one\r\n"));
        steps.add(() -> machine.queue("4X1111111111z2", "From two\r\n" + "2".repeat(9000)));
        steps.add(machine::deliver);
        steps.add(machine::look);
        steps.add(() -> machine.append("Subject: appended\r\n\r\n" + "a".repeat(5000)));
        steps.add(() -> machine.flag(1));
        steps.add(() -> machine.queue("4X1111111111z3", "three\r\n"));
        steps.add(machine::deliver);
        steps.add(machine::tidy);
        steps.add(machine::look);
        steps.add(() -> machine.expunge(0));
        steps.add(machine::tidy);
        steps.add(machine::look);
        steps.add(() -> machine.queue("4X1111111111z4", "four\r\n" + "4".repeat(20_000)));
        steps.add(machine::deliver);
        steps.add(() -> machine.expunge(1));
        steps.add(() -> machine.expunge(1));
        steps.add(machine::tidy);
        steps.add(machine::look);
        return steps;
    }

    private static void run(Machine machine, int crashAt) {
        machine.faults.crashAt(crashAt);
        for (Step step : work(machine)) {
            try {
                step.run();
            } catch (IOException | MailboxException e) {
                return;
            }
        }
    }

    private static int operations() {
        return 4000;
    }

    private static void assertAllThere(Machine machine, String when) throws IOException {
        machine.look();
        machine.deliver();
        List<String> texts = machine.look();
        assertThat(texts).as(when).doesNotHaveDuplicates();
        Set<String> missing = new HashSet<>(machine.stored);
        missing.removeAll(machine.expunged);
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
            var machine = new Machine(at);
            run(machine, at);
            boolean isDone = machine.faults.operations() < at;
            String when = loss + ", stopped at operation " + at;
            machine.crash(loss);

            assertAllThere(machine, when);
            Set<String> known = new HashSet<>(machine.stored);
            known.addAll(machine.expunged);
            known.add("Subject: appended\r\n\r\n" + "a".repeat(5000));
            assertThat(known).as(when + ": no half messages").containsAll(machine.look());
            last = isDone ? at : 0;
        }
        assertThat(last).isGreaterThan(100);
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
        for (int at = 1; at < 250; at++) {
            for (int seed = 0; seed < seeds; seed++) {
                var machine = new Machine(at * 1000L + seed);
                run(machine, at);
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
            var machine = new Machine(at);
            run(machine, at);
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
        for (int at = 1; at < 250; at += step) {
            for (int again = 1; again < 30; again += 4) {
                var machine = new Machine(at);
                run(machine, at);
                machine.crash(loss);
                machine.faults.crashAt(again);
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
        var machine = new Machine(1);
        machine.append("Subject: a\r\n\r\n");

        machine.crash(Loss.ALL_LOST);

        assertThat(machine.look()).containsExactly("Subject: a\r\n\r\n");
    }

    /// What the sync that failed was for may be lost; what others wrote meanwhile is theirs.
    @Test
    void takesOnlyItsOwnMailBackAfterASyncThatFailed() throws IOException {
        int failures = 0;
        for (int at = 1; at < 60; at++) {
            var machine = new Machine(at);
            machine.append("Subject: a\r\n\r\n");
            machine.faults.fail(
                    machine.faults.operations() + at, machine.faults.operations() + at, "EIO");
            try {
                machine.append("Subject: b\r\n\r\n");
            } catch (MailboxException e) {
                failures++;
                assertThat(machine.stored).doesNotContain("Subject: b\r\n\r\n");
            }
            machine.faults.heal();
            machine.addForeign("foreign", 10);

            assertThat(machine.look())
                    .as("failed at " + at)
                    .containsExactlyInAnyOrderElementsOf(machine.stored);
        }
        assertThat(failures).isGreaterThan(3);
    }

    /// The lock file that is left behind keeps only those out who look for it.
    @ParameterizedTest
    @ValueSource(ints = {10, 2_000, 3_500, 30_000})
    void takesNothingTwiceThatOthersAddToAMailboxWhileItIsCompacted(int octets) throws IOException {
        for (int at = 1; at < 60; at++) {
            var machine = new Machine(at);
            for (int i = 0; i < 3; i++) {
                machine.append("Subject: " + i + "\r\n\r\n" + "m".repeat(3000) + "\r\n");
            }
            machine.expunge(0);
            machine.faults.crashAt(machine.faults.operations() + at);
            machine.tidy();
            machine.crash(Loss.ALL_KEPT);
            machine.addForeign("foreign", octets);

            Set<String> expected = new HashSet<>(machine.stored);
            expected.removeAll(machine.expunged);
            assertThat(machine.look())
                    .as("stopped at " + at)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void getsOverTroubleThatPasses(Trouble trouble) throws IOException {
        for (int at = 1; at < 250; at++) {
            var machine = new Machine(at);
            machine.faults.fail(at, at + trouble.times - 1, trouble.text);
            for (Step step : work(machine)) {
                try {
                    step.run();
                } catch (IOException | MailboxException e) {
                    assertThat(e).isNotNull();
                }
            }
            machine.faults.heal();

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
