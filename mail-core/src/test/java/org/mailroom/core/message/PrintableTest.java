// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "\r",
                "\n",
                "\t",
                "\u007f",
                "\u0085",
                "\u061c",
                "\u200b",
                "\u200f",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\u2069",
                "\ufeff",
                "\ud800",
                "\udc00",
                "\udb40\udc41"
            })
    void replacesWhatEndsTheLineOrShowsItOtherThanItIs(String bad) {
        assertThat(Printable.of("a" + bad + "b")).isEqualTo("a?b");
    }

    @Test
    void leavesReadableTextAsItIs() {
        String text = "Grüße, 世界 \ud83d\ude00 \u05e9\u05dc\u05d5\u05dd";

        assertThat(Printable.of(text)).isEqualTo(text);
    }
}
