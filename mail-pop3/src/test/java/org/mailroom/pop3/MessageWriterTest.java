// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

class MessageWriterTest {
    private static final String MESSAGE = ".a: b\r\n\r\n.\r\n..x\r\ny.\r\n\r\n.";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void stuffsDotsHoweverTheMessageComesInPieces(int pieceOctets) throws IOException {
        String written = write(MESSAGE, OptionalLong.empty(), pieceOctets);

        assertThat(written).isEqualTo("..a: b\r\n\r\n..\r\n...x\r\ny.\r\n\r\n..\r\n.\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void stopsAfterTheLinesThatAreWanted(int pieceOctets) throws IOException {
        String written = write(MESSAGE, OptionalLong.of(2), pieceOctets);

        assertThat(written).isEqualTo("..a: b\r\n\r\n..\r\n...x\r\n.\r\n");
    }

    @Test
    void showsAHeaderThatHasNoBody() throws IOException {
        assertThat(write("a: b\r\n", OptionalLong.of(3), 10)).isEqualTo("a: b\r\n.\r\n");
        assertThat(write("a: b", OptionalLong.of(0), 10)).isEqualTo("a: b\r\n.\r\n");
        assertThat(write("", OptionalLong.empty(), 10)).isEqualTo(".\r\n");
    }

    @Test
    void takesMoreLinesThanThereAreForAll() throws IOException {
        assertThat(write("\r\nx\r\n", OptionalLong.of(999_999_999), 3)).isEqualTo("\r\nx\r\n.\r\n");
    }

    private static String write(String message, OptionalLong bodyLines, int pieceOctets)
            throws IOException {
        var out = new ByteArrayOutputStream();
        var content = new Pieces(message.getBytes(StandardCharsets.UTF_8), pieceOctets);
        new MessageWriter(out::write, bodyLines).write(content);
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
