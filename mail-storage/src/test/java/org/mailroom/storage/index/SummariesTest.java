// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.journal.SimulatedDisk;
import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.storage.Flags;
import org.mailroom.storage.file.FileStamp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

class SummariesTest {
    private static final long VALIDITY = 7;
    private static final int VERSION = 3;

    private final Faults faults = new Faults();
    private final SimulatedDisk disk = new SimulatedDisk(faults);

    private Summaries opened() {
        return new Summaries(() -> disk, VERSION);
    }

    private static IndexEntry message(long uid) {
        return new IndexEntry(
                uid,
                new Place(100 * uid, 40, 50, 1),
                60,
                (int) (uid * 31),
                0,
                Instant.EPOCH,
                Flags.NONE,
                1,
                IndexEntry.Written.YES);
    }

    private static byte[] text(long uid) {
        return "summary of %d".formatted(uid).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] random(int octets) {
        byte[] summary = new byte[octets];
        new Random(octets).nextBytes(summary);
        return summary;
    }

    private static void fill(Summaries summaries, long first, long last) {
        LongStream.rangeClosed(first, last)
                .forEach(uid -> summaries.put(VALIDITY, message(uid), text(uid)));
    }

    private static long kept(Summaries summaries, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .filter(
                        uid ->
                                summaries
                                        .get(VALIDITY, message(uid))
                                        .filter(
                                                found ->
                                                        new String(found, StandardCharsets.US_ASCII)
                                                                .equals("summary of " + uid))
                                        .isPresent())
                .count();
    }

    private static IndexState mailbox(long first, long last) {
        List<IndexEntry> entries =
                LongStream.rangeClosed(first, last).mapToObj(SummariesTest::message).toList();
        return IndexState.empty(VALIDITY).with(entries, FileStamp.ABSENT);
    }

    private String file() {
        assertThat(disk.names()).hasSize(1);
        return disk.names().getFirst();
    }

    @Test
    void tellsWhatWasPutAlsoAfterARestart() {
        Summaries first = opened();
        fill(first, 1, 5000);
        assertThat(kept(first, 1, 5000)).isEqualTo(5000);
        first.close();

        Summaries second = opened();
        assertThat(kept(second, 1, 5000)).isEqualTo(5000);
        fill(second, 5001, 5010);
        second.close();

        assertThat(kept(opened(), 1, 5010)).isEqualTo(5010);
    }

    @Test
    void keepsNothingWhenItIsClosed() {
        Summaries summaries = opened();
        summaries.close();

        fill(summaries, 1, 3);

        assertThat(disk.names()).isEmpty();
        assertThat(kept(summaries, 1, 3)).isZero();
    }

    @Test
    void tellsNothingOfAnotherMessageWithTheSameUid() {
        Summaries summaries = opened();
        fill(summaries, 1, 1);
        IndexEntry known = message(1);
        IndexEntry other =
                new IndexEntry(
                        1,
                        known.place(),
                        known.octets(),
                        known.crc() + 1,
                        0,
                        known.date(),
                        known.flags(),
                        1,
                        known.written());

        assertThat(summaries.get(VALIDITY, other)).isEmpty();
        assertThat(summaries.get(VALIDITY + 1, known)).isEmpty();
        assertThat(summaries.get(VALIDITY, known)).isPresent();
    }

    @Test
    void forgetsSummariesOfAnotherForm() {
        Summaries old = opened();
        fill(old, 1, 3);
        old.close();

        var next = new Summaries(() -> disk, VERSION + 1);

        assertThat(next.get(VALIDITY, message(1))).isEmpty();
        fill(next, 1, 3);
        assertThat(kept(next, 1, 3)).isEqualTo(3);
        next.close();
        assertThat(disk.names()).hasSize(1);
    }

    @Test
    void neverTellsWhatADamagedFileSays() {
        Summaries before = opened();
        fill(before, 1, 20);
        before.close();
        byte[] intact = disk.octets(file());
        for (int at = 0; at < intact.length; at++) {
            byte[] damaged = intact.clone();
            damaged[at] ^= 0x10;
            disk.replace(file(), damaged);

            Summaries found = opened();
            for (long uid = 1; uid <= 20; uid++) {
                byte[] wanted = text(uid);
                found.get(VALIDITY, message(uid))
                        .ifPresent(summary -> assertThat(summary).isEqualTo(wanted));
            }
            found.close();
        }
    }

    @Test
    void goesOnBehindAnEndThatIsTorn() {
        Summaries before = opened();
        fill(before, 1, 20);
        before.close();
        byte[] whole = disk.octets(file());
        disk.replace(file(), Arrays.copyOf(whole, whole.length - 3));

        Summaries torn = opened();
        assertThat(kept(torn, 1, 20)).isEqualTo(19);
        fill(torn, 20, 30);
        torn.close();

        assertThat(kept(opened(), 1, 30)).isEqualTo(30);
    }

    @Test
    void keepsNoneThatIsTooLong() {
        Summaries summaries = opened();
        summaries.put(VALIDITY, message(1), random(SummaryFile.MAX_SUMMARY_OCTETS));
        summaries.put(VALIDITY, message(2), random(SummaryFile.MAX_SUMMARY_OCTETS + 1));
        summaries.close();

        Summaries again = opened();
        assertThat(again.get(VALIDITY, message(1)))
                .hasValueSatisfying(
                        found ->
                                assertThat(found)
                                        .isEqualTo(random(SummaryFile.MAX_SUMMARY_OCTETS)));
        assertThat(again.get(VALIDITY, message(2))).isEmpty();
    }

    @Test
    void givesBackTheRoomOfMessagesThatAreGone() {
        Summaries summaries = opened();
        LongStream.rangeClosed(1, 60)
                .forEach(uid -> summaries.put(VALIDITY, message(uid), random(60_000)));
        summaries.tidy(mailbox(51, 60));
        long room = disk.octets(file()).length;

        assertThat(room).isBetween(600_000L, 700_000L);
        assertThat(summaries.get(VALIDITY, message(50))).isEmpty();
        assertThat(summaries.get(VALIDITY, message(51))).isPresent();
        summaries.close();
        assertThat(opened().get(VALIDITY, message(60))).isPresent();
    }

    @Test
    void tellsNothingWhereTheDiskHasTrouble() {
        Summaries summaries = opened();
        fill(summaries, 1, 20);
        faults.failFromNow("No space left on device");

        summaries.tidy(mailbox(1, 20));
        fill(summaries, 21, 30);
        assertThat(summaries.get(VALIDITY, message(1))).isEmpty();

        faults.heal();
        summaries.close();
        Summaries next = opened();
        fill(next, 1, 30);
        assertThat(kept(next, 1, 30)).isEqualTo(30);
    }
}
