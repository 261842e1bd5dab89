// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimeScanner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

class PreviewTest {
    private static String preview(String message) throws IOException {
        var content =
                MessageContent.of(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        return Preview.of(MimeScanner.scan(content), content);
    }

    private static String html(String text) throws IOException {
        return preview("Content-Type: text/html; charset=utf-8\n\n" + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello            | Hello",
                "> a\\n> b         | > a > b",
                "> a\\nHello\\n> b  | Hello",
                "'  a\\t\\240 b \\n' | a b"
            })
    void isOnPlainTextWhatTheSenderWrote(String text, String preview) throws IOException {
        assertThat(preview("Subject: x\n\n" + text.translateEscapes())).isEqualTo(preview);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<p>a<p>b                    | a b",
                "<style>x</style>a<!-- b -->c | ac",
                "&lt;b&gt; &uuml;             | <b> ü",
                "<img alt=x>                 | ''",
                "a <b                        | a"
            })
    void isOnHtmlWhatABrowserShows(String text, String preview) throws IOException {
        assertThat(html(text)).isEqualTo(preview);
    }

    @Test
    void isCutBetweenCharacters() throws IOException {
        assertThat(preview("Subject: x\n\n" + "😀".repeat(300))).isEqualTo("😀".repeat(200));
    }

    @Test
    void standsAttackersInHtml() throws IOException {
        assertThat(html("<div>".repeat(200_000) + "deep")).isEmpty();
        assertThat(html("<a b=".repeat(200_000))).isEmpty();
        assertThat(html("&".repeat(500_000))).isEqualTo("&".repeat(200));
    }

    @Test
    void passesOverAttachments() throws IOException {
        assertThat(
                        preview(
                                """
                                Content-Type: multipart/mixed; boundary=b

                                --b
                                Content-Type: text/plain
                                Content-Disposition: attachment; filename=x

                                attached
                                --b
                                Content-Type: text/html

                                <i>shown</i>
                                --b--
                                """))
                .isEqualTo("shown");
    }
}
