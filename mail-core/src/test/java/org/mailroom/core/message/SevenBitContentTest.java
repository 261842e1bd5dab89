// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// RFC 6152 §3: content for those who take 7 bits only.
final class SevenBitContentTest {
    private static final String MIME = "MIME-Version: 1.0\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ä                | =C3=A4
                    a=ä              | a=3D=C3=A4
                    ä \\n            | =C3=A4=20\\n
                    ä\\tb\\t\\n      | =C3=A4\\tb=09\\n
                    ä  b             | =C3=A4  b
                    ä\\n\\n.\\n      | =C3=A4\\n\\n.\\n
                    ä\\0\\177        | =C3=A4=00=7F
                    ä \\rb\\r        | =C3=A4 =0Db=0D
                    ä_               | =C3=A4=20
                    """)
    void encodesWhatIsBeyondAscii(String body, String encoded) throws IOException {
        String text = body.translateEscapes().replace('_', ' ');

        String seen = converted(MIME + "Content-Type: text/plain\n\n" + text);

        assertThat(seen)
                .isEqualTo(
                        MIME
                                + "Content-Type: text/plain\n"
                                + "Content-Transfer-Encoding: quoted-printable\n\n"
                                + encoded.translateEscapes());
    }

    @Test
    void breaksLinesSoftly() throws IOException {
        String body = "ä" + "x".repeat(5000) + "ä".repeat(5000) + "\nend\n";

        String seen = converted(MIME + "Content-Type: text/plain\n\n" + body);

        assertThat(seen.lines()).allMatch(line -> line.length() <= 76);
        assertThat(decoded(seen)).isEqualTo(body.replace("\n", "\r\n"));
    }

    // The pieces of a read never change the result
    @ParameterizedTest
    @ValueSource(ints = {16 * 1024 - 2, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 70_000})
    void readsPieceByPiece(int octets) throws IOException {
        String body = "ä" + "x".repeat(octets - 2) + " \nnext\n";
        String message = MIME + "Content-Type: text/plain\n\n" + body;

        MessageContent content = SevenBitContent.of(content(message)).orElseThrow();

        byte[] whole = read(content);
        assertThat(content.octets()).isEqualTo(whole.length);
        assertThat(decoded(new String(whole, StandardCharsets.US_ASCII)))
                .isEqualTo(body.replace("\n", "\r\n"));
    }

    // RFC 6532 §3.7: unlike others, such a message may be encoded, with the UTF-8 in its header
    @Test
    void encodesMessagesWithUtf8InTheirHeadersAsAWhole() throws IOException {
        String seen =
                converted(
                        """
                        MIME-Version: 1.0
                        Content-Type: multipart/report; boundary=x
                        Content-Transfer-Encoding: 8bit

                        --x
                        Content-Type: message/global-delivery-status
                        Content-Transfer-Encoding: 8bit

                        Final-Recipient: utf-8; ü@b.c
                        --x
                        Content-Type: message/global
                        Content-Transfer-Encoding: 8bit

                        Subject: ü

                        text
                        --x--
                        """);

        assertThat(seen)
                .isEqualTo(
                        """
                        MIME-Version: 1.0
                        Content-Type: multipart/report; boundary=x
                        Content-Transfer-Encoding: 7bit

                        --x
                        Content-Type: message/global-delivery-status
                        Content-Transfer-Encoding: quoted-printable

                        Final-Recipient: utf-8; =C3=BC@b.c
                        --x
                        Content-Type: message/global
                        Content-Transfer-Encoding: quoted-printable

                        Subject: =C3=BC

                        text
                        --x--
                        """);
    }

    @Test
    void replacesTheLabelAndLeavesTheOtherFields() throws IOException {
        String seen =
                converted(
                        """
                        Subject: Grüße
                        MIME-Version: 1.0
                        Content-Transfer-Encoding:
                         8bit
                        Content-Type: text/plain; charset=utf-8

                        ü
                        """);

        assertThat(seen)
                .isEqualTo(
                        """
                        Subject: Grüße
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=utf-8
                        Content-Transfer-Encoding: quoted-printable

                        =C3=BC
                        """);
    }

    // RFC 2045 §6.4: a multipart is labelled with what its parts are
    @Test
    void convertsThePartsThatNeedIt() throws IOException {
        String seen =
                converted(
                        """
                        MIME-Version: 1.0
                        Content-Type: multipart/signed; boundary=b
                        Content-Transfer-Encoding: 8bit

                        before ä
                        --b

                        ü
                        --b
                        Content-Transfer-Encoding: 8bit

                        plain = plain
                        --b
                        Content-Type: application/octet-stream
                        Content-Transfer-Encoding: binary

                        ö
                        --b--
                        behind ä
                        """);

        assertThat(seen)
                .isEqualTo(
                        """
                        MIME-Version: 1.0
                        Content-Type: multipart/signed; boundary=b
                        Content-Transfer-Encoding: 7bit

                        before ä
                        --b
                        Content-Transfer-Encoding: quoted-printable

                        =C3=BC
                        --b
                        Content-Transfer-Encoding: 7bit

                        plain = plain
                        --b
                        Content-Type: application/octet-stream
                        Content-Transfer-Encoding: quoted-printable

                        =C3=B6
                        --b--
                        behind ä
                        """);
    }

    @Test
    void convertsMessagesWithinMessages() throws IOException {
        String seen =
                converted(
                        """
                        MIME-Version: 1.0
                        Content-Type: message/rfc822
                        Content-Transfer-Encoding: 8bit

                        Subject: inner

                        ü
                        """);

        assertThat(seen)
                .isEqualTo(
                        """
                        MIME-Version: 1.0
                        Content-Type: message/rfc822
                        Content-Transfer-Encoding: 7bit

                        Subject: inner
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=unknown-8bit
                        Content-Transfer-Encoding: quoted-printable

                        =C3=BC
                        """);
    }

    // RFC 1428 §3
    @Test
    void saysThatNobodyKnowsWhatUndeclaredTextIs() throws IOException {
        assertThat(converted("Subject: a\n\nü\n"))
                .isEqualTo(
                        """
                        Subject: a
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=unknown-8bit
                        Content-Transfer-Encoding: quoted-printable

                        =C3=BC
                        """);
    }

    @Test
    void leavesAMessageWhoseBodiesAreAscii() throws IOException {
        MessageContent content = content("Subject: ü\nContent-Transfer-Encoding: 8bit\n\na\n");

        assertThat(SevenBitContent.of(content)).containsSame(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed; boundary=b\n\nü\n",
                "Content-Type: message/partial; id=a; number=1\n\nü\n",
                "Content-Type: message/external-body; access-type=x\n\nü\n",
                "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nü\n",
                "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nü\n"
            })
    void convertsNothingThatMayNotBeEncoded(String message) throws IOException {
        assertThat(SevenBitContent.of(content(MIME + message))).isEmpty();
    }

    private static String converted(String message) throws IOException {
        Optional<MessageContent> content = SevenBitContent.of(content(message));
        byte[] octets = read(content.orElseThrow());
        assertThat(content.get().octets()).isEqualTo(octets.length);
        return new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static MessageContent content(String message) {
        return MessageContent.of(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] read(MessageContent content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    private static String decoded(String message) throws IOException {
        String body = message.replaceAll("\r?\n", "\r\n").split("\r\n\r\n", 2)[1];
        var octets = new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII));
        try (InputStream in = new QuotedPrintableInputStream(octets)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
