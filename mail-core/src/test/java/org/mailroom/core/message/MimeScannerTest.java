// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

class MimeScannerTest {

    @Test
    void findsThePartsOfAMultipart() throws IOException {
        String text =
                """
                Content-Type: multipart/mixed; boundary="XX"

                preamble
                --XX
                Content-Type: text/html

                <p>one
                two
                --XX
                Content-Type: image/png
                Content-Transfer-Encoding: BASE64

                AAAA
                --XX--
                epilogue
                """;

        assertThat(shown(text))
                .isEqualTo("multipart/mixed[text/html:'<p>one|two'/1, image/png:'AAAA'/0]");
    }

    @Test
    void looksIntoMessagesInsideMessages() throws IOException {
        String text =
                """
                Content-Type: multipart/digest; boundary=d

                --d

                Subject: inner
                Content-Type: multipart/alternative; boundary=in

                --in

                deep
                --in--
                --d--
                """;

        assertThat(shown(text))
                .isEqualTo(
                        "multipart/digest[message/rfc822[multipart/alternative[text/plain:'deep'/0]]]");
    }

    @Test
    void endsPartsWithTheirMultipart() throws IOException {
        String text =
                """
                Content-Type: multipart/mixed; boundary=out

                --out
                Content-Type: multipart/mixed; boundary=outer

                --outer

                never closed
                --out

                second
                """;

        assertThat(shown(text))
                .isEqualTo(
                        "multipart/mixed[multipart/mixed[text/plain:'never closed'/0],"
                                + " text/plain:'second|'/1]");
    }

    @Test
    void takesABoundaryWithTextBehindItAndTheLongestOfTwo() throws IOException {
        String text =
                """
                Content-Type: multipart/mixed; boundary=b

                --b ignored

                x
                --b
                Content-Type: multipart/mixed; boundary=b2

                --b2

                y
                --b2--
                --b--
                """;

        assertThat(shown(text))
                .isEqualTo("multipart/mixed[text/plain:'x'/0, multipart/mixed[text/plain:'y'/0]]");
    }

    @Test
    void readsAMessageWithoutStructure() throws IOException {
        assertThat(shown("Subject: x\n\na\nb\n")).isEqualTo("text/plain:'a|b|'/2");
        assertThat(shown("Subject: no body")).isEqualTo("text/plain:''/0");
        assertThat(shown("")).isEqualTo("text/plain:''/0");
        assertThat(shown("Content-Type: nonsense\n\nx")).isEqualTo("text/plain:'x'/0");
        assertThat(shown("Content-Type: multipart/mixed\n\nx")).isEqualTo("multipart/mixed[]");
    }

    @Test
    void countsPlacesInOctets() throws IOException {
        String text = "Content-Type: multipart/x; boundary=b\n\n--b\nA: b\n\nbody\n--b--\n";

        MimePart part = scan(text).children().getFirst();

        String wire = text.replace("\n", "\r\n");
        assertThat(part.headerStart()).isEqualTo(wire.indexOf("A: b"));
        assertThat(part.bodyStart()).isEqualTo(wire.indexOf("body"));
        assertThat(part.bodyEnd()).isEqualTo(wire.indexOf("body") + 4);
    }

    @Test
    void boundsDepthAndNumberOfParts() {
        var deep = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            deep.append("Content-Type: multipart/x; boundary=b").append(i);
            deep.append("\n\n--b").append(i).append('\n');
        }
        String wide =
                "Content-Type: multipart/x; boundary=b\n\n" + "--b\n\nx\n".repeat(30_000) + "--b--";

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    assertThat(depth(scan(deep.toString()))).isEqualTo(101);
                    assertThat(scan(wide).children()).hasSizeLessThanOrEqualTo(10_000);
                });
    }

    @Test
    void keepsPartsInOrderAndInsideTheMessageWhateverComes() throws IOException {
        String[] pieces = {
            "Content-Type: multipart/mixed; boundary=b\n",
            "Content-Type: multipart/digest; boundary=\"bb\"\n",
            "Content-Type: message/rfc822\n",
            "\n",
            "--b\n",
            "--bb\n",
            "--b--\n",
            "--bb--",
            "text\n",
            " folded\n",
            "x".repeat(3000)
        };
        var random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String wire = text.toString().replace("\n", "\r\n");

            checkPlaces(scan(text.toString()), 0, wire.length());
        }
    }

    private static long checkPlaces(MimePart part, long from, long to) {
        assertThat(part.headerStart()).isBetween(from, to);
        assertThat(part.bodyStart()).isBetween(part.headerStart(), to);
        assertThat(part.bodyEnd()).isBetween(part.bodyStart(), to);
        assertThat(part.lines()).isNotNegative();
        long at = part.bodyStart();
        for (MimePart child : part.children()) {
            at = checkPlaces(child, at, part.bodyEnd());
        }
        return part.bodyEnd();
    }

    private static int depth(MimePart part) {
        int depth = 1;
        MimePart at = part;
        while (!at.children().isEmpty()) {
            at = at.children().getFirst();
            depth++;
        }
        return depth;
    }

    private static MimePart scan(String text) throws IOException {
        return MimeScanner.scan(content(text));
    }

    private static MessageContent content(String text) {
        return MessageContent.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String shown(String text) throws IOException {
        return shown(scan(text), text.replace("\n", "\r\n"));
    }

    private static String shown(MimePart part, String text) {
        if (part.isMultipart() || part.isMessage()) {
            return part.type()
                    + "/"
                    + part.subtype()
                    + part.children().stream().map(child -> shown(child, text)).toList();
        }
        String body = text.substring((int) part.bodyStart(), (int) part.bodyEnd());
        return "%s/%s:'%s'/%d"
                .formatted(part.type(), part.subtype(), body.replace("\r\n", "|"), part.lines());
    }
}
