// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailroom.core.queue.QueueLab.content;
import static org.mailroom.core.queue.QueueLab.envelope;
import static org.mailroom.core.queue.QueueLab.only;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// What becomes of messages of which something is lost or wrong.
class QueueDamageTest {
    @TempDir private Path folder;
    private QueueLab lab;

    @BeforeEach
    void makeLab() {
        lab = new QueueLab(folder);
    }

    @Test
    void neverTakesADamagedFileForWhole() throws IOException {
        try (Queue queue = lab.open()) {
            QueueEntry entry = lab.stored(queue, envelope("alice"), "large ".repeat(1000));
            byte[] octets = lab.contentDisk.octets(entry.id().text());
            octets[3000] ^= 1;
            lab.contentDisk.replace(entry.id().text(), octets);

            assertThatThrownBy(() -> content(queue, entry))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
            assertThat(entry.isDamaged()).isTrue();
            queue.removeDamaged(entry, Haste.SOON);
            assertThat(lab.corrupt.octets("content-" + entry.id())).isEqualTo(octets);
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void keepsAsideWhatIsLeftOfAMessageWithADamagedHead() throws IOException {
        try (Queue queue = lab.open()) {
            lab.stored(queue, envelope("alice"), "first content");
            lab.stored(queue, envelope("bob"), "second content");
        }
        String file = damageBefore("first content");

        try (var log = new LogCapture(PutAside.class.getPackage());
                Queue queue = lab.open()) {
            assertThat(content(queue, only(queue))).isEqualTo("second content");
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("A message in the queue is damaged, the record at octet 64 of")
                    .contains("of journal file " + file + ";");
        }
        assertThat(lab.corrupt.names()).hasSize(1);
        String kept =
                new String(
                        lab.corrupt.octets(lab.corrupt.names().getFirst()),
                        StandardCharsets.ISO_8859_1);
        assertThat(kept).contains("first content");
    }

    @Test
    void keepsAsideAMessageWhoseHeadBecameZeros() throws IOException {
        try (Queue queue = lab.open()) {
            lab.stored(queue, envelope("alice"), "first content");
            lab.stored(queue, envelope("bob"), "second content");
        }
        zeroBefore("first content");

        try (Queue queue = lab.open()) {
            assertThat(content(queue, only(queue))).isEqualTo("second content");
        }
        assertThat(lab.corrupt.names()).hasSize(1);
    }

    /// Where a content stands in the journal.
    private record Found(String file, int at) {}

    // Which file that is, is not said: one may be made ready before another is needed
    private Found find(String content) throws IOException {
        for (String name : lab.journalDisk.names()) {
            int at =
                    new String(lab.journalDisk.octets(name), StandardCharsets.ISO_8859_1)
                            .indexOf(content);
            if (at >= 0) {
                return new Found(name, at);
            }
        }
        throw new AssertionError("not in the journal: " + content);
    }

    // The directory of the segment and the header of the record are left.
    private void zeroBefore(String content) throws IOException {
        Found found = find(content);
        byte[] octets = lab.journalDisk.octets(found.file());
        int header = new String(octets, StandardCharsets.ISO_8859_1).indexOf("MRrc") + 40;
        Arrays.fill(octets, header, found.at(), (byte) 0);
        lab.journalDisk.replace(found.file(), octets);
    }

    // Changes an octet of the envelope that stands before this content; answers in which file.
    private String damageBefore(String content) throws IOException {
        Found found = find(content);
        byte[] octets = lab.journalDisk.octets(found.file());
        octets[found.at() - 20] ^= 1;
        lab.journalDisk.replace(found.file(), octets);
        return found.file();
    }

    @Test
    void keepsAMessageWhoseFileIsGoneForItsSenderToHear() throws IOException {
        try (Queue queue = lab.open()) {
            lab.stored(queue, envelope("alice"), "large ".repeat(1000));
        }
        lab.contentDisk.delete(lab.contentDisk.names().getFirst());

        try (Queue queue = lab.open()) {
            assertThat(only(queue).isDamaged()).isTrue();
            assertThat(queue.load(only(queue)).orElseThrow().envelope())
                    .isEqualTo(envelope("alice"));
        }
    }
}
