// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

class HeaderBlockTest {
    private static final String FIELD = "Subject: a\r\n";

    private static String header(String message, int most) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
        return new String(
                HeaderBlock.read(new ByteArrayInputStream(octets), most),
                StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 682, 683, 1365, 1366, 10_000})
    void endsBeforeTheEmptyLine(int fields) throws IOException {
        String header = FIELD.repeat(fields);

        assertThat(header(header + "\r\nHello\r\n", 1 << 20)).isEqualTo(header);
    }

    @Test
    void hasAllOfAMessageWithoutBody() throws IOException {
        assertThat(header(FIELD + "To: b", 1 << 20)).isEqualTo(FIELD + "To: b");
    }

    @Test
    void hasTheWholeLinesThatFit() throws IOException {
        assertThat(header(FIELD.repeat(10_000), 2 * FIELD.length() + 3)).isEqualTo(FIELD.repeat(2));
    }

    @Test
    void readsLittleOfTheBody() throws IOException {
        var in =
                new ByteArrayInputStream(
                        (FIELD + "\r\n" + "x".repeat(1 << 20)).getBytes(StandardCharsets.US_ASCII));

        HeaderBlock.read(in, 1 << 20);

        assertThat(in.available()).isGreaterThan(1_000_000);
    }
}
