// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

class TopOfMessageTest {

    @ParameterizedTest
    @CsvSource({
        "0, a: b||",
        "1, a: b||x|",
        "2, a: b||x||",
        "3, a: b||x||y|",
        "4, a: b||x||y|z",
        "999999999, a: b||x||y|z"
    })
    void endsAfterSoManyLinesOfTheBody(long lines, String expected) throws IOException {
        assertThat(top("a: b||x||y|z", lines)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"a: b|, a: b|", "a: b, a: b", "'', ''", "|x|, |"})
    void knowsMessagesWithoutHeaderOrBody(String message, String expected) throws IOException {
        assertThat(top(message, 0)).isEqualTo(expected);
    }

    private static String top(String message, long lines) throws IOException {
        byte[] octets = message.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (var top = new TopOfMessage(new ByteArrayInputStream(octets), lines)) {
            String text = new String(top.readAllBytes(), StandardCharsets.US_ASCII);
            return text.replace("\r\n", "|");
        }
    }
}
