// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailroom.core.journal.JournalLab.append;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Torn, damaged and recycled files: what is whole is found, and nothing else.
class JournalDamageTest {
    private final JournalLab lab = new JournalLab();

    @Test
    void keepsWhatIsBeforeATornTailAtEveryOctet() throws IOException {
        String name = lab.writeThreeAndCrash();
        byte[] whole = lab.disk.octets(name);
        lab.open().close();
        List<Journal.Replayed> all = List.copyOf(lab.replayed);
        assertThat(all).hasSize(3);
        lab.disk.replace(name, whole);
        int end = all.get(2).address().offset() + SegmentFormat.RECORD_HEADER_OCTETS + 16;
        for (int cut = all.get(0).address().offset(); cut < end; cut++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, cut, end, (byte) 0);
            lab.disk.replace(name, torn);

            lab.open().close();

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
            assertThat(lab.replayed).as("cut at %d", cut).hasSize((int) expected);
            assertThat(lab.corrupt.names()).isEmpty();
        }
    }

    @Test
    void keepsEverythingAroundADamagedRecord() throws IOException {
        String name = lab.writeThreeAndCrash();
        byte[] whole = lab.disk.octets(name);
        lab.open().close();
        RecordAddress second = lab.replayed.get(1).address();
        int end = second.offset() + SegmentFormat.RECORD_HEADER_OCTETS + second.octets();
        for (int at = second.offset(); at < end; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            lab.disk.replace(name, damaged);

            try (var log = new LogCapture(Journal.class.getPackage())) {
                lab.open().close();

                assertThat(log.messages())
                        .first()
                        .asString()
                        .contains("at octet " + second.offset() + " of journal file " + name);
            }
            assertThat(lab.replayed)
                    .extracting(Journal.Replayed::key)
                    .as("flip at %d", at)
                    .containsExactly(1L, 3L);
        }
        assertThat(lab.corrupt.names()).hasSize(1);
        assertThat(
                        new String(
                                lab.corrupt.octets(lab.corrupt.names().getFirst()),
                                StandardCharsets.ISO_8859_1))
                .contains("second");
    }

    @Test
    void findsRecordsUnderADamagedSegmentHeader() throws IOException {
        String name = lab.writeThreeAndCrash();
        byte[] damaged = lab.disk.octets(name);
        damaged[17] ^= 1;
        lab.disk.replace(name, damaged);

        lab.open().close();

        assertThat(lab.replayed).hasSize(3);
    }

    @Test
    void answersNothingForARecordDamagedOnTheDisk() throws IOException {
        lab.writeThreeAndCrash();
        Journal journal = lab.started();
        RecordAddress third = lab.replayed.get(2).address();
        String name = lab.fileWith("third record");
        byte[] damaged = lab.disk.octets(name);
        damaged[third.offset() + SegmentFormat.RECORD_HEADER_OCTETS] ^= 1;
        lab.disk.replace(name, damaged);

        assertThat(journal.read(third)).isEmpty();
        journal.close();
    }

    @Test
    void neverReplaysOldRecordsOfARecycledSegment() throws IOException {
        try (Journal journal = lab.started()) {
            for (int i = 1; i <= 200; i++) {
                journal.release(append(journal, i, "old " + "x".repeat(900)));
            }
            Awaitility.await().until(() -> lab.disk.names().size() <= 6);
            append(journal, 201, "new");
        }
        int files = lab.disk.names().size();

        lab.open().close();

        assertThat(lab.replayed).extracting(Journal.Replayed::key).contains(201L).isSorted();
        assertThat(lab.replayed.getFirst().key()).isGreaterThan(100);
        assertThat(files).isLessThan(10);
    }

    @Test
    void refusesAJournalOfANewerFormat() throws IOException {
        String name = lab.writeThreeAndCrash();
        byte[] octets = lab.disk.octets(name);
        ByteBuffer header = ByteBuffer.wrap(octets);
        header.putInt(8, SegmentFormat.VERSION + 1);
        var crc = new CRC32C();
        crc.update(new byte[8]);
        crc.update(octets, 0, SegmentFormat.HEADER_OCTETS - 4);
        header.putInt(SegmentFormat.HEADER_OCTETS - 4, (int) crc.getValue());
        lab.disk.replace(name, octets);

        assertThatThrownBy(lab::open)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("newer Mailroom")
                .hasMessageContaining("format " + (SegmentFormat.VERSION + 1));
    }
}
