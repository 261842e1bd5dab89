// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.message.MessageContent;
import org.mailroom.imap.grammar.ResponseWriter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.function.Consumer;

class MessageSummarizerTest {
    private static final String MESSAGE =
            """
            Received: from a.example.net by mail
            From: =?utf-8?q?J=C3=BCrgen?= <j@example.net>
            to: a@example.org,
             b@example.org
            Subject: =?utf-8?q?Stra=C3=9Fe=00?= kitchen
            X-Odd: not kept
            Date: Mon, 23 Nov 2026 09:00:00 +0000
            Subject: a second one
            Content-Type: text/plain

            Body
            """
                    .replace("\n", "\r\n");

    private static Summary summary(String message) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        return new Summary(new MessageSummarizer().summarize(MessageContent.of(octets)));
    }

    private static String written(Consumer<ResponseWriter> what) {
        var octets = new ByteArrayOutputStream();
        var out = new ResponseWriter(octets::write);
        what.accept(out);
        out.flush();
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsWhatIsListed() throws IOException {
        Summary summary = summary(MESSAGE);

        assertThat(written(summary::writeEnvelope))
                .startsWith("(\"Mon, 23 Nov 2026 09:00:00 +0000\" ")
                .contains("((NIL NIL \"a\" \"example.org\")(NIL NIL \"b\" \"example.org\"))")
                .endsWith(")");
        assertThat(written(summary::writeStructure))
                .startsWith("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 1");
        assertThat(summary.sent()).contains(LocalDate.of(2026, 11, 23));
    }

    @Test
    void keepsListedFieldsAsTheyStand() throws IOException {
        assertThat(new String(summary(MESSAGE).header(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        From: =?utf-8?q?J=C3=BCrgen?= <j@example.net>
                        to: a@example.org,
                         b@example.org
                        Subject: =?utf-8?q?Stra=C3=9Fe=00?= kitchen
                        Date: Mon, 23 Nov 2026 09:00:00 +0000
                        Subject: a second one
                        Content-Type: text/plain

                        """
                                .replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "FROM,    jÜRGEN,     true",
        "from,    Jurgen,     false",
        "SUBJECT, STRASSE,    true",
        "SUBJECT, straße,     true",
        "SUBJECT, kitchen,    true",
        "SUBJECT, kitchena,   false",
        "SUBJECT, second one, true",
        "SUBJECT, '',         true",
        "CC,      '',         false",
        "TO,      b@EXAMPLE,  true",
        "DATE,    09:00,      true",
        "DATE,    Subject,    false"
    })
    void findsWhatAPersonReads(String field, String text, boolean isThere) throws IOException {
        assertThat(summary(MESSAGE).fieldContains(field, new Needle(text))).isEqualTo(isThere);
    }

    @Test
    void hasNothingOfAMessageWithoutHeader() throws IOException {
        Summary summary = summary("\r\nBody\r\n");

        assertThat(summary.sent()).isEmpty();
        assertThat(summary.header()).isEqualTo(new byte[] {'\r', '\n'});
        assertThat(written(summary::writeEnvelope))
                .isEqualTo("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
    }
}
