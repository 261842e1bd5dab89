// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

class LineEndsTest {

    @ParameterizedTest
    @CsvSource({
        "a\\r\\nb\\r\\n, a\\r\\nb\\r\\n",
        "a\\nb\\n, a\\r\\nb\\r\\n",
        "a\\rb\\r\\n, a b\\r\\n",
        "a\\r\\r\\n, a \\r\\n",
        "a\\n\\r\\n, a\\r\\n\\r\\n",
        "\\r\\n.\\rx\\r\\n, \\r\\n. x\\r\\n",
        "no end, no end"
    })
    void endsEveryLineInCrLfHoweverThePiecesFall(String from, String to) {
        byte[] content = octets(from);

        for (int piece = 1; piece <= content.length; piece++) {
            assertThat(filtered(content, piece, LineEnds.StrayCr.SPACE))
                    .as("pieces of %d", piece)
                    .isEqualTo(octets(to));
        }
    }

    @ParameterizedTest
    @CsvSource({"a\\rb\\r, a\\rb\\r", "a\\r\\r\\n, a\\r\\r\\n"})
    void keepsStrayCrWhereAskedTo(String from, String to) {
        byte[] content = octets(from);

        for (int piece = 1; piece <= content.length; piece++) {
            assertThat(filtered(content, piece, LineEnds.StrayCr.KEEP))
                    .as("pieces of %d", piece)
                    .isEqualTo(octets(to));
        }
    }

    private static byte[] filtered(byte[] content, int piece, LineEnds.StrayCr strayCr) {
        var out = new ByteArrayOutputStream();
        var ends = new LineEnds(strayCr, out::write);
        for (int at = 0; at < content.length; at += piece) {
            ends.write(content, at, Math.min(piece, content.length - at));
        }
        ends.finish();
        return out.toByteArray();
    }

    private static byte[] octets(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
