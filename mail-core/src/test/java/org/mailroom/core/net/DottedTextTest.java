// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

class DottedTextTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void doublesTheDotsThatBeginLinesHoweverThePiecesCome(int pieceOctets) throws IOException {
        String text = ".a: b\r\n\r\n.\r\n..x\r\ny.\r\n\r\n.";

        String sent = send(text, DottedText.ANY_LENGTH, pieceOctets);

        assertThat(sent).isEqualTo("..a: b\r\n\r\n..\r\n...x\r\ny.\r\n\r\n..\r\n.\r\n");
    }

    @Test
    void endsAnEmptyText() throws IOException {
        assertThat(send("", DottedText.ANY_LENGTH, 10)).isEqualTo(".\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void breaksLinesThatAreTooLong(int pieceOctets) throws IOException {
        String text = "123456\r\n1234567890AB\r\n.23456\r\n.234567";

        String sent = send(text, 6, pieceOctets);

        assertThat(sent)
                .isEqualTo("123456\r\n123456\r\n 7890A\r\n B\r\n..23456\r\n..23456\r\n 7\r\n.\r\n");
    }

    private static String send(String text, int maxLineOctets, int pieceOctets) throws IOException {
        var out = new ByteArrayOutputStream();
        var octets = new Pieces(text.getBytes(StandardCharsets.UTF_8), pieceOctets);
        new DottedText(out::write, maxLineOctets).send(octets);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Gives few octets at a time, as a socket or a slow file may.
    private static final class Pieces extends InputStream {
        private final ByteArrayInputStream octets;
        private final int most;

        Pieces(byte[] octets, int most) {
            this.octets = new ByteArrayInputStream(octets);
            this.most = most;
        }

        @Override
        public int read() {
            return octets.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return octets.read(buffer, offset, Math.min(length, most));
        }
    }
}
