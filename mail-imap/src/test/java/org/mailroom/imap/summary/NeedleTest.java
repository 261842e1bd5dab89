// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.text.Normalizer;

/// Texts of which two pieces are looked through one after the other.
class NeedleTest {
    private static final int PIECE_CHARS = 8 * 1024;

    private static boolean finds(String needle, String text) throws IOException {
        return new Needle(needle).isIn(new StringReader(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"needle", "CAFÉ", "Straße", "éèê", "ᾂᾃ"})
    void findsWhatStandsAcrossTwoPieces(String needle) throws IOException {
        for (String text :
                new String[] {needle, Normalizer.normalize(needle, Normalizer.Form.NFD)}) {
            for (int before = PIECE_CHARS - 40; before < PIECE_CHARS + 60; before++) {
                String haystack = "x".repeat(before) + text + "x".repeat(PIECE_CHARS);
                assertThat(finds(needle, haystack)).as("behind %d", before).isTrue();
            }
        }
    }

    @Test
    void takesNoLetterForAnotherWhoseAccentIsInTheNextPiece() throws IOException {
        for (int before = PIECE_CHARS - 40; before < PIECE_CHARS + 60; before++) {
            String haystack = "x".repeat(before) + "cafe\u0301" + "x".repeat(PIECE_CHARS);
            assertThat(finds("cafe", haystack)).as("behind %d", before).isFalse();
        }
    }

    @Test
    void goesThroughATextOfNothingButAccents() throws IOException {
        assertThat(finds("a", "\u0301".repeat(3 * PIECE_CHARS) + "a")).isTrue();
    }

    @Test
    void readsWhatComesInSmallPieces() throws IOException {
        var text = new StringReader("x".repeat(100) + "cafe\u0301");
        var slow =
                new Reader() {
                    @Override
                    public int read(char[] piece, int offset, int length) throws IOException {
                        return text.read(piece, offset, Math.min(1, length));
                    }

                    @Override
                    public void close() {
                        text.close();
                    }
                };

        assertThat(new Needle("xcafe").isIn(slow)).isFalse();
    }
}
