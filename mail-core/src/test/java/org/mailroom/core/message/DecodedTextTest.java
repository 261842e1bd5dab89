// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Mistakes of a sender end or garble a text; only the store's own are errors.
class DecodedTextTest {

    private static Reader reader(String encoding, InputStream body) throws IOException {
        String header = "Content-Transfer-Encoding: " + encoding + "\r\n\r\n";
        MimePart part =
                MimeScanner.scan(MessageContent.of(header.getBytes(StandardCharsets.US_ASCII)));
        return DecodedText.of(part, body);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    base64, SGVsbG8=, Hello
                    base64, SGVs!!bG8=, Hello
                    base64, ====, ''
                    base64, =!, ''
                    base64, =YQ, ''
                    base64, SGVsbG8====, Hello
                    base64, SGVsbG8h=, Hello!
                    quoted-printable, a=3Db, a=b
                    quoted-printable, a=ZZb, a=ZZb
                    8bit, plain, plain
                    """)
    void passesMistakesOver(String encoding, String body, String text) throws IOException {
        var octets = new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII));

        try (Reader reader = reader(encoding, octets)) {
            assertThat(reader.readAllAsString()).isEqualTo(text);
        }
    }

    @Test
    void keepsTheTextBeforeAMistake() throws IOException {
        String body = "YWFh".repeat(5000) + "====YWFh";
        var octets = new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII));

        try (Reader reader = reader("base64", octets)) {
            assertThat(reader.readAllAsString()).startsWith("aaa".repeat(5000));
        }
    }

    @ParameterizedTest
    @CsvSource({"base64", "quoted-printable", "8bit"})
    void tellsWhereTheBodyCannotBeRead(String encoding) throws IOException {
        var start = new ByteArrayInputStream("YWFhYWFh".getBytes(StandardCharsets.US_ASCII));
        var broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk");
                    }

                    @Override
                    public int read(byte[] part, int offset, int length) throws IOException {
                        throw new IOException("disk");
                    }
                };

        try (Reader reader = reader(encoding, new SequenceInputStream(start, broken))) {
            assertThatThrownBy(reader::readAllAsString).isInstanceOf(IOException.class);
        }
    }

    @Test
    void keepsNoEndlessBlanksInMemory() throws IOException {
        var blanks =
                new InputStream() {
                    private long left = 3L << 30;

                    @Override
                    public int read() {
                        return left-- > 0 ? ' ' : -1;
                    }

                    @Override
                    public int read(byte[] part, int offset, int length) {
                        int n = (int) Math.min(length, left);
                        Arrays.fill(part, offset, offset + n, (byte) ' ');
                        left -= n;
                        return n > 0 ? n : -1;
                    }
                };
        var text = new ByteArrayInputStream("end".getBytes(StandardCharsets.US_ASCII));

        try (Reader reader = reader("quoted-printable", new SequenceInputStream(blanks, text))) {
            assertThat(reader.readAllAsString()).isEqualTo(" ".repeat(8192) + "end");
        }
    }
}
