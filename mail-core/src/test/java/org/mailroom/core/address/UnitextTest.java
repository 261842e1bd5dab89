// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a@b.c              | a@b.c              | a@b.c
                    j\u00fcrgen@b.c    | j\\x{FC}rgen@b.c   | j\u00fcrgen@b.c
                    \u20ac@b.c         | \\x{20AC}@b.c      | \u20ac@b.c
                    \ud83d\ude00@b.c   | \\x{1F600}@b.c     | \ud83d\ude00@b.c
                    a+b=c@b.c          | a\\x{2B}b\\x{3D}c@b.c | a\\x{2B}b\\x{3D}c@b.c
                    "a b\\c"@b.c       | "a\\x{20}b\\x{5C}c"@b.c | "a\\x{20}b\\x{5C}c"@b.c
                    """,
            quoteCharacter = '~')
    void writesAndReadsBothForms(String text, String sevenBit, String eightBit) {
        assertThat(Unitext.encode(text, Unitext.Form.SEVEN_BIT)).isEqualTo(sevenBit);
        assertThat(Unitext.encode(text, Unitext.Form.EIGHT_BIT)).isEqualTo(eightBit);
        assertThat(Unitext.decode(sevenBit)).contains(text);
        assertThat(Unitext.decode(eightBit)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a+2Bb",
                "a=b",
                "a\\b",
                "\\x{0A}",
                "\\x{7F}",
                "\\x{85}",
                "\\x{0FC}",
                "\\x{fc}",
                "\\x{D800}",
                "\\x{110000}",
                "\\x{}",
                "\\x{FC",
                "a\u0085b"
            })
    void refusesWhatIsNeitherForm(String text) {
        assertThat(Unitext.decode(text)).isEmpty();
    }

    @Test
    void knowsItsTypeInAnyCase() {
        assertThat(Unitext.isTyped("UTF-8;a@b.c")).isTrue();
        assertThat(Unitext.isTyped("rfc822;a@b.c")).isFalse();
    }
}
