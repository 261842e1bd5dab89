// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/// RFC 2047 §8 and what people send.
class EncodedWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    plain|plain
                    =?ISO-8859-1?Q?a?=|a
                    =?ISO-8859-1?Q?a?= b|a b
                    =?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=|ab
                    =?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?= c =?ISO-8859-1?Q?d?=|ab c d
                    =?ISO-8859-1?Q?a_b?=|a b
                    x =?utf-8?B?w6TDtg==?= y|x äö y
                    =?utf-8?q?=C3=A4?=|ä
                    =?utf-8?Q?Really??=|Really?
                    =?utf-8?Q?Really?_Yes?=|Really? Yes
                    =?broken =?utf-8?q?=C3=A4?= =?|=?broken ä =?
                    =?utf-8?x?what?=|=?utf-8?x?what?=
                    =?no-such-charset?q?a?=|=?no-such-charset?q?a?=
                    """)
    void decodes(String text, String decoded) {
        assertThat(EncodedWords.decode(text)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"=?", "=?=?a?q?", "=?a?q?x", "=?a?b?x?", "=?a?q?x?=", "=?utf-8?b?w6Q=?= "})
    void takesTimeInProportionToTheText(String part) {
        String text = part.repeat(2_000_000 / part.length());

        String decoded =
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> EncodedWords.decode(text));

        assertThat(decoded).isNotEmpty();
    }

    @Test
    void decodesManyWordsSideBySide() {
        assertThat(EncodedWords.decode("=?utf-8?q?=C3=A4?=\r\n ".repeat(100_000)))
                .startsWith("ä".repeat(100_000));
    }
}
