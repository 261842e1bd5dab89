// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.journal.JournalRecord.Keeping;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

class JournalTest {
    private static final int SEGMENT_OCTETS = 8192;
    private static final JournalSettings SMALL = new JournalSettings(SEGMENT_OCTETS);
    private static final int KIND = 7;

    private SimulatedDisk disk = new SimulatedDisk();
    private final SimulatedDisk corrupt = new SimulatedDisk();
    private final List<Journal.Replayed> replayed = new ArrayList<>();

    private Journal open() throws IOException {
        return open(disk);
    }

    private Journal open(Disk from) throws IOException {
        replayed.clear();
        return Journal.open(from, corrupt, SMALL, replayed::add);
    }

    /// The writer and the keeper both make files at the start: either may come first.
    private String fileWith(String text) {
        return disk.names().stream()
                .filter(name -> contains(disk.octets(name), text))
                .findFirst()
                .orElseThrow();
    }

    private static boolean contains(byte[] octets, String text) {
        return new String(octets, StandardCharsets.ISO_8859_1).contains(text);
    }

    private Journal started() throws IOException {
        return started(disk);
    }

    private Journal started(Disk from) throws IOException {
        Journal journal = open(from);
        replayed.stream()
                .filter(record -> record.kind() == KIND)
                .forEach(record -> journal.retain(record.address()));
        journal.start((_, _) -> {});
        return journal;
    }

    private static JournalRecord record(long key, String text) {
        return new JournalRecord(
                KIND,
                key,
                Keeping.UNTIL_RELEASED,
                Payload.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JournalRecord fact(long key) {
        return new JournalRecord(KIND + 1, key, Keeping.WITH_OLDER_RECORDS, Payload.EMPTY);
    }

    private static RecordAddress append(Journal journal, long key, String text) {
        Appended appended = journal.append(record(key, text));
        assertThat(appended).isInstanceOf(Appended.Durable.class);
        return ((Appended.Durable) appended).address();
    }

    private static String text(Journal journal, RecordAddress address) throws IOException {
        ByteBuffer payload = journal.read(address).orElseThrow();
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    private List<String> texts(Journal journal) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Journal.Replayed record : replayed) {
            if (record.kind() != KIND) {
                continue;
            }
            texts.add(record.key() + "=" + text(journal, record.address()));
        }
        return texts;
    }

    @Test
    void replaysRecordsInOrderAfterRestart() throws IOException {
        try (Journal journal = started()) {
            append(journal, 1, "one");
            append(journal, 2, "two");
            append(journal, 3, "");
        }

        try (Journal journal = started()) {
            assertThat(texts(journal)).containsExactly("1=one", "2=two", "3=");
            assertThat(replayed).extracting(Journal.Replayed::kind).containsOnly(KIND);
            assertThat(journal.keysBelow()).isEqualTo(4);
        }
    }

    @Test
    void readsARecordWhereItWasWritten() throws IOException {
        try (Journal journal = started()) {
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
        try (Journal journal = started()) {
            for (int i = 1; i <= 30; i++) {
                append(journal, i, "x".repeat(1000));
                written.add(i + "=" + "x".repeat(1000));
            }
        }

        try (Journal journal = started()) {
            assertThat(texts(journal)).isEqualTo(written);
            assertThat(replayed.stream().map(it -> it.address().segment()).distinct().count())
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
        try (Journal journal = started()) {
            append(journal, 1, "one");
            long syncs = journal.syncs();
            journal.appendLater(fact(1));
            journal.appendLater(fact(2));
            append(journal, 3, "three");

            assertThat(journal.syncs()).isEqualTo(syncs + 1);
        }

        try (Journal journal = started()) {
            assertThat(journal).isNotNull();
            assertThat(replayed).extracting(Journal.Replayed::key).containsExactly(1L, 1L, 2L, 3L);
        }
    }

    @Test
    void writesLaterRecordsWithinASecondWhenNobodyWaits() throws IOException {
        try (Journal journal = started()) {
            long syncs = journal.syncs();
            journal.appendLater(fact(1));

            Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> journal.syncs() > syncs);
        }
    }

    @Test
    void refusesRecordsAfterItIsClosed() throws IOException {
        Journal journal = started();
        journal.close();

        assertThat(journal.append(record(1, "late")))
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Appended.Reason.CLOSED));
    }

    @Test
    void refusesRecordsLargerThanHalfASegment() throws IOException {
        try (Journal journal = started()) {
            assertThat(journal.append(record(1, "x".repeat(SEGMENT_OCTETS / 2 + 1))))
                    .isInstanceOfSatisfying(
                            Appended.Refused.class,
                            it -> assertThat(it.reason()).isEqualTo(Appended.Reason.TOO_LARGE));
            append(journal, 2, "fits");
        }
    }

    private String writeThreeAndCrash() throws IOException {
        disk = new SimulatedDisk();
        Journal journal = started();
        append(journal, 1, "the first record");
        append(journal, 2, "the second record");
        append(journal, 3, "the third record");
        SimulatedDisk left = disk.afterPowerLoss(SimulatedDisk.Loss.ALL_LOST, new Random(1));
        journal.close();
        disk = left;
        for (String name : disk.names()) {
            String text = new String(disk.octets(name), StandardCharsets.ISO_8859_1);
            if (text.contains("third record")) {
                return name;
            }
        }
        throw new AssertionError("not written");
    }

    @Test
    void keepsWhatIsBeforeATornTailAtEveryOctet() throws IOException {
        String name = writeThreeAndCrash();
        byte[] whole = disk.octets(name);
        open().close();
        List<Journal.Replayed> all = List.copyOf(replayed);
        assertThat(all).hasSize(3);
        disk.replace(name, whole);
        int end = all.get(2).address().offset() + SegmentFormat.RECORD_HEADER_OCTETS + 16;
        for (int cut = all.get(0).address().offset(); cut < end; cut++) {
            byte[] torn = whole.clone();
            java.util.Arrays.fill(torn, cut, end, (byte) 0);
            disk.replace(name, torn);

            open().close();

            int at = cut;
            long expected =
                    all.stream()
                            .filter(
                                    record ->
                                            record.address().offset()
                                                            + SegmentFormat.RECORD_HEADER_OCTETS
                                                            + record.address().octets()
                                                    <= at)
                            .count();
            assertThat(replayed).as("cut at %d", cut).hasSize((int) expected);
            assertThat(corrupt.names()).isEmpty();
        }
    }

    @Test
    void keepsEverythingAroundADamagedRecord() throws IOException {
        String name = writeThreeAndCrash();
        byte[] whole = disk.octets(name);
        open().close();
        RecordAddress second = replayed.get(1).address();
        int end = second.offset() + SegmentFormat.RECORD_HEADER_OCTETS + second.octets();
        for (int at = second.offset(); at < end; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            disk.replace(name, damaged);

            try (var log = new LogCapture(Journal.class.getPackage())) {
                open().close();

                assertThat(log.messages())
                        .first()
                        .asString()
                        .contains("at octet " + second.offset() + " of journal file " + name);
            }
            assertThat(replayed)
                    .extracting(Journal.Replayed::key)
                    .as("flip at %d", at)
                    .containsExactly(1L, 3L);
        }
        assertThat(corrupt.names()).hasSize(1);
        assertThat(
                        new String(
                                corrupt.octets(corrupt.names().getFirst()),
                                StandardCharsets.ISO_8859_1))
                .contains("second");
    }

    @Test
    void findsRecordsUnderADamagedSegmentHeader() throws IOException {
        String name = writeThreeAndCrash();
        byte[] damaged = disk.octets(name);
        damaged[17] ^= 1;
        disk.replace(name, damaged);

        open().close();

        assertThat(replayed).hasSize(3);
    }

    @Test
    void answersNothingForARecordDamagedOnTheDisk() throws IOException {
        writeThreeAndCrash();
        Journal journal = started();
        RecordAddress third = replayed.get(2).address();
        String name =
                disk.names().stream()
                        .filter(
                                it ->
                                        new String(disk.octets(it), StandardCharsets.ISO_8859_1)
                                                .contains("third record"))
                        .findFirst()
                        .orElseThrow();
        byte[] damaged = disk.octets(name);
        damaged[third.offset() + SegmentFormat.RECORD_HEADER_OCTETS] ^= 1;
        disk.replace(name, damaged);

        assertThat(journal.read(third)).isEmpty();
        journal.close();
    }

    @Test
    void neverReplaysOldRecordsOfARecycledSegment() throws IOException {
        try (Journal journal = started()) {
            for (int i = 1; i <= 200; i++) {
                journal.release(append(journal, i, "old " + "x".repeat(900)));
            }
            Awaitility.await().until(() -> disk.names().size() <= 6);
            append(journal, 201, "new");
        }
        int files = disk.names().size();

        open().close();

        assertThat(replayed).extracting(Journal.Replayed::key).contains(201L).isSorted();
        assertThat(replayed.getFirst().key()).isGreaterThan(100);
        assertThat(files).isLessThan(10);
    }

    /// Starts without mail make a spare file of every segment. Neither numbers nor keys begin anew,
    /// and what lies in those files is not taken for what is written to them next.
    @Test
    void losesNothingAcknowledgedAfterStartsWithoutMail() throws IOException {
        for (int round = 1; round <= 2; round++) {
            try (Journal journal = started()) {
                for (int i = 1; i <= 50; i++) {
                    journal.release(append(journal, 50L * round + i, "old " + "x".repeat(900)));
                }
            }
            idle();
            idle();
        }

        Journal journal = started();
        assertThat(journal.keysBelow()).isEqualTo(151);
        for (int i = 151; i <= 153; i++) {
            append(journal, i, "new");
        }
        SimulatedDisk left = disk.afterPowerLoss(SimulatedDisk.Loss.ALL_LOST, new Random(1));
        journal.close();

        try (Journal again = started(left)) {
            assertThat(texts(again)).containsExactly("151=new", "152=new", "153=new");
        }
    }

    private void idle() throws IOException {
        try (Journal journal = open()) {
            journal.start((_, _) -> {});
            Awaitility.await().until(this::isAllSpare);
        }
    }

    private boolean isAllSpare() {
        return disk.names().stream()
                .map(name -> ByteBuffer.wrap(disk.octets(name)))
                .allMatch(octets -> SegmentFormat.header(octets).orElseThrow().number() == 0);
    }

    @Test
    void freesNothingBehindASegmentThatCannotBeDeleted() throws IOException {
        List<RecordAddress> old = new ArrayList<>();
        Journal journal = started();
        for (int i = 1; i <= 60; i++) {
            old.add(append(journal, i, "x".repeat(1000)));
        }
        Awaitility.await().until(() -> disk.names().size() > old.getLast().segment());
        int operations = disk.faults().operations();
        disk.faults().fail(operations + 1, operations + 2, "Input/output error");

        old.forEach(journal::release);
        Awaitility.await().until(() -> disk.names().size() <= 7);
        SimulatedDisk left = disk.afterPowerLoss(SimulatedDisk.Loss.ALL_KEPT, new Random(1));
        journal.close();

        open(left).close();
        List<Long> keys = replayed.stream().map(Journal.Replayed::key).toList();
        assertThat(keys).isEqualTo(LongStream.rangeClosed(keys.getFirst(), 60).boxed().toList());
    }

    @Test
    void refusesAJournalOfANewerFormat() throws IOException {
        String name = writeThreeAndCrash();
        byte[] octets = disk.octets(name);
        ByteBuffer header = ByteBuffer.wrap(octets);
        header.putInt(8, SegmentFormat.VERSION + 1);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(new byte[8]);
        crc.update(octets, 0, SegmentFormat.HEADER_OCTETS - 4);
        header.putInt(SegmentFormat.HEADER_OCTETS - 4, (int) crc.getValue());
        disk.replace(name, octets);

        assertThatThrownBy(this::open)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("newer Mailroom")
                .hasMessageContaining("format " + (SegmentFormat.VERSION + 1));
    }

    @Test
    void acknowledgesNothingAfterAFailedSyncAndGoesOnInANewSegment() throws IOException {
        Journal journal = started();
        RecordAddress before = append(journal, 1, "before");
        Awaitility.await().until(() -> disk.names().size() == 2);
        disk.failNextSync(fileWith("before"), "Input/output error");

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
        disk = disk.afterPowerLoss(SimulatedDisk.Loss.ALL_KEPT, new Random(1));
        open().close();
        assertThat(replayed).extracting(Journal.Replayed::key).containsExactly(1L, 3L);
    }

    @Test
    void neverUsesAFileAgainWhoseSyncHasFailedNotEvenAfterARestart() throws IOException {
        Journal journal = started();
        append(journal, 1, "before");
        Awaitility.await().until(() -> disk.names().size() == 2);
        disk.failNextSync(fileWith("before"), "Input/output error");
        String failed = fileWith("before");
        assertThat(journal.append(record(2, "failed"))).isInstanceOf(Appended.Refused.class);
        append(journal, 3, "after");
        journal.close();
        assertThat(disk.names()).contains(failed);

        try (Journal again = open()) {
            again.start((_, _) -> {});
            Awaitility.await().until(() -> !disk.names().contains(failed));
        }
    }

    @Test
    void writesUnattendedRecordsAgainAfterAFailedSync() throws IOException {
        Journal journal = started();
        append(journal, 1, "before");
        Awaitility.await().until(() -> disk.names().size() == 2);
        journal.appendLater(fact(1));
        disk.failNextSync(fileWith("before"), "Input/output error");
        // It goes with the fact, or after it.
        var _ = journal.append(record(2, "second"));
        append(journal, 3, "after");
        journal.close();

        open().close();

        assertThat(replayed)
                .extracting(record -> record.kind() + ":" + record.key())
                .contains(KIND + ":1", (KIND + 1) + ":1", KIND + ":3")
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesContentOnAFullDiskButTakesFactsAndRecovers() throws IOException {
        Journal journal = started();
        RecordAddress first = append(journal, 1, "x".repeat(2000));
        Awaitility.await().until(() -> disk.names().size() == 2);
        disk.capacity(2L * SEGMENT_OCTETS + 100);
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
    void copiesSurvivorsForwardWhenOldSegmentsAreMostlyWaste() throws IOException {
        List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        Journal journal = open();
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

    @Test
    void refusesEverythingWhenTheWriterHasFailed() throws IOException {
        Journal journal = started();
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
        disk = new SimulatedDisk();
        disk.faults().crashAt(crashAt);
        List<String> acknowledged = new ArrayList<>();
        try {
            Journal journal = started();
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
        int operations = disk.faults().operations();
        SimulatedDisk left = disk.afterPowerLoss(loss, new Random(crashAt));

        try (Journal journal = started(left)) {
            assertThat(texts(journal))
                    .as("crash at operation %d, %s", crashAt, loss)
                    .containsAll(acknowledged);
            append(journal, 10_000, "works again");
        }
        return operations;
    }
}
