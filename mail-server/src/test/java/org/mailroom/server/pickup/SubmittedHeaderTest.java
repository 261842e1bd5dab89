// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mailroom.core.message.BlockInput;
import org.mailroom.server.pickup.SubmittedHeader.Recipients;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

class SubmittedHeaderTest {
    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SubmittedHeader read(InputStream in, OutputStream copy, Recipients where)
            throws Exception {
        try (var room = new RecipientRoom(new Turns(1, 1), "ann")) {
            return SubmittedHeader.read(in, copy, where, room);
        }
    }

    private static SubmittedHeader read(String text) throws Exception {
        return read(input(text), OutputStream.nullOutputStream(), Recipients.IN_THE_HEADER);
    }

    @Test
    void readsFieldsOverSeveralLines() throws Exception {
        SubmittedHeader header =
                read("TO : a,\r\n\tb\nSubject: x\nCc:c\n d\nX: y\nbcc: \u00e4\n\nTo: e\n");

        assertThat(header.recipients()).containsExactly(" a, b", "c d", " \u00e4");
        assertThat(header.hasFrom()).isFalse();
        assertThat(read("Subject: x\nFROM: a").hasFrom()).isTrue();
        assertThat(read("To: a\nResent-Cc: b\nResent-To: c").recipients())
                .containsExactly(" b", " c");
    }

    @Test
    void endsWhereNoFieldIs() throws Exception {
        assertThat(read("To: a\nwords of text\nCc: b\n").recipients()).containsExactly(" a");
        assertThat(read(" x\nTo: a\n").recipients()).isEmpty();
        assertThat(read("").recipients()).isEmpty();
    }

    @Test
    void losesNothing() throws Exception {
        String text = "To: a\n b\nwords of text\n\nTo: c\n";
        var copy = new ByteArrayOutputStream();
        InputStream in = input(text);

        var _ = read(in, copy, Recipients.ELSEWHERE);

        in.transferTo(copy);
        assertThat(copy.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void keepsOnlyWhoIsWrittenTo() throws Exception {
        int octets = 15 << 20;
        // A place in a list for each of the fields would be more already
        int mayBeKept = octets / EndlessFields.FIELD.length() * 3;
        var in = new EndlessFields(octets);
        long before = memory();

        SubmittedHeader header =
                read(in, OutputStream.nullOutputStream(), Recipients.IN_THE_HEADER);

        assertThat(header.recipients()).isEmpty();
        assertThat(in.memoryAtTheEnd - before).isLessThan(mayBeKept);
    }

    private static long memory() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /// Millions of the shortest field.
    private static final class EndlessFields extends BlockInput {
        private static final String FIELD = "a:\n";

        private final int octets;
        private int at;
        private long memoryAtTheEnd;

        EndlessFields(int octets) {
            this.octets = octets;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == octets) {
                memoryAtTheEnd = memory();
                return -1;
            }
            target[offset] = (byte) FIELD.charAt(at++ % FIELD.length());
            return 1;
        }
    }

    @Test
    void isNoLongerThanAnyHeader() {
        assertThatThrownBy(() -> read("X: " + "x".repeat(17 << 20)))
                .hasMessage("the header has more than 16777216 octets");
        assertThatThrownBy(() -> read("To: " + "a@b.test, ".repeat(300_000)))
                .hasMessage("the recipients take more than 2097152 octets: nobody was written to");
    }
}
