// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.mailroom.core.journal.JournalRecord.Keeping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A journal of small segments on a disk in memory, which outlives it.
final class JournalLab {
    static final int SEGMENT_OCTETS = 8192;
    private static final JournalSettings SMALL = new JournalSettings(SEGMENT_OCTETS);
    static final int KIND = 7;

    SimulatedDisk disk = new SimulatedDisk();
    final SimulatedDisk corrupt = new SimulatedDisk();

    /// What the journal that was opened last has told of.
    final List<Journal.Replayed> replayed = new ArrayList<>();

    Journal open() throws IOException {
        return open(disk);
    }

    Journal open(Disk from) throws IOException {
        replayed.clear();
        return Journal.open(from, corrupt, SMALL, replayed::add);
    }

    Journal started() throws IOException {
        return started(disk);
    }

    Journal started(Disk from) throws IOException {
        Journal journal = open(from);
        replayed.stream()
                .filter(record -> record.kind() == KIND)
                .forEach(record -> journal.retain(record.address()));
        journal.start((_, _) -> {});
        return journal;
    }

    /// Leaves a disk on which three records were before the power was lost; answers in which file.
    String writeThreeAndCrash() throws IOException {
        disk = new SimulatedDisk();
        Journal journal = started();
        append(journal, 1, "the first record");
        append(journal, 2, "the second record");
        append(journal, 3, "the third record");
        SimulatedDisk left = disk.afterPowerLoss(SimulatedDisk.Loss.ALL_LOST, new Random(1));
        journal.close();
        disk = left;
        return fileWith("third record");
    }

    static JournalRecord record(long key, String text) {
        return new JournalRecord(
                KIND,
                key,
                Keeping.UNTIL_RELEASED,
                Payload.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    static JournalRecord fact(long key) {
        return new JournalRecord(KIND + 1, key, Keeping.WITH_OLDER_RECORDS, Payload.EMPTY);
    }

    static RecordAddress append(Journal journal, long key, String text) {
        Appended appended = journal.append(record(key, text));
        assertThat(appended).isInstanceOf(Appended.Durable.class);
        return ((Appended.Durable) appended).address();
    }

    static String text(Journal journal, RecordAddress address) throws IOException {
        ByteBuffer payload = journal.read(address).orElseThrow();
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    List<String> texts(Journal journal) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Journal.Replayed record : replayed) {
            if (record.kind() != KIND) {
                continue;
            }
            texts.add(record.key() + "=" + text(journal, record.address()));
        }
        return texts;
    }

    /// The writer and the keeper both make files at the start: either may come first.
    String fileWith(String text) {
        return disk.names().stream()
                .filter(name -> contains(disk.octets(name), text))
                .findFirst()
                .orElseThrow();
    }

    private static boolean contains(byte[] octets, String text) {
        return new String(octets, StandardCharsets.ISO_8859_1).contains(text);
    }
}
