// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class DataReaderTest {
    private static final String END = "\r\n.\r\n";

    @ParameterizedTest
    @CsvSource({
        "'.\r\n', ''",
        "'a\r\n.\r\n', 'a\r\n'",
        "'a\r\n..\r\n.\r\n', 'a\r\n.\r\n'",
        "'..a\r\n.\r\n', '.a\r\n'",
        "'.a\r\n.\r\n', 'a\r\n'",
        "'a\r\n\r\n.\r\n', 'a\r\n\r\n'",
        "'a\r\n...\r\n.\r\n', 'a\r\n..\r\n'",
        "'a\r\n.\rb\r\n.\r\n', 'a\r\n\rb\r\n'",
        "'a\r\n.\r\r\n.\r\n', 'a\r\n\r\r\n'",
        "'a\r\r\n.\r\n', 'a\r\r\n'",
    })
    void takesTheDotsAway(String wire, String content) {
        assertThat(read(wire, wire.length())).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\n",
                "a\n.\r\n",
                "a\r\n.\n",
                "a\r.\r",
                "a\r.\r\n",
                "a\r\n.\r",
                "a\r\n.\r\0\n",
                "a\n\r.\r\n",
                "a\r\n .\r\n",
                "a\r\n. \r\n",
                "a\r\n.\0\r\n",
                "a\u0085.\u0085"
            })
    void doesNotTakeAnythingElseForTheEnd(String wire) {
        var reader = new DataReader((_, _, _) -> {});

        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        reader.take(octets, 0, octets.length);

        assertThat(reader.atEnd()).isFalse();
    }

    @Test
    void leavesWhatIsBehindTheEnd() {
        byte[] octets = ("a" + END + "QUIT\r\n.\r\n").getBytes(StandardCharsets.US_ASCII);
        var reader = new DataReader((_, _, _) -> {});

        int taken = reader.take(octets, 0, octets.length);

        assertThat(taken).isEqualTo(("a" + END).length());
        assertThat(reader.octets()).isEqualTo(taken);
    }

    @Test
    void givesBackWhatAClientHasStuffed() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String content = content(random);
            String wire = stuffed(content) + ".\r\n";

            assertThat(read(wire, 1)).as("octet by octet: %s", wire).isEqualTo(content);
            assertThat(read(wire, 1 + random.nextInt(8))).as("in pieces").isEqualTo(content);
        }
    }

    @Test
    void readsTheSameInAllPieces() {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            String wire = text(random, 30) + END;

            String whole = read(wire, wire.length());

            assertThat(read(wire, 1)).isEqualTo(whole);
            assertThat(read(wire, 3)).isEqualTo(whole);
        }
    }

    /// Content as a client has it: its last line ends in CRLF.
    private static String content(Random random) {
        return text(random, 20) + "\r\n";
    }

    private static String text(Random random, int most) {
        var text = new StringBuilder();
        for (int length = random.nextInt(most); length > 0; length--) {
            text.append("\r\n..ab".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    // RFC 5321 §4.5.2: a dot before each line that begins with one
    private static String stuffed(String content) {
        String stuffed = content.replace("\r\n.", "\r\n..");
        return stuffed.startsWith(".") ? "." + stuffed : stuffed;
    }

    /// What a reader makes of the octets, in pieces of this size, up to the end.
    private static String read(String wire, int piece) {
        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        var content = new ByteArrayOutputStream();
        var reader = new DataReader(content::write);
        for (int at = 0; at < octets.length && !reader.atEnd(); ) {
            at += reader.take(octets, at, Math.min(piece, octets.length - at));
        }
        assertThat(reader.atEnd()).isTrue();
        return content.toString(StandardCharsets.ISO_8859_1);
    }
}
