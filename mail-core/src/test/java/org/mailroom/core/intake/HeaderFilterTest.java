// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

class HeaderFilterTest {
    private static final String BODY = "\r\nBcc: in the body\r\n no field\r\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HeaderFilter filter =
            new HeaderFilter(
                    Set.of("bcc"),
                    100,
                    FieldEdit.NONE,
                    seen -> seen.fields().contains("date") ? "" : "Date: now\r\n",
                    out::write,
                    out::write);

    @Test
    void dropsNamedFieldsWithTheirContinuations() {
        assertThat(filtered("Date: x\r\nBcc: a@b,\r\n c@d\r\nTo: e@f\r\n" + BODY))
                .isEqualTo("Date: x\r\nTo: e@f\r\n" + BODY);
    }

    @Test
    void addsMissingFieldsAtTheHeadersEnd() {
        assertThat(filtered("To: e@f\r\n" + BODY)).isEqualTo("To: e@f\r\nDate: now\r\n" + BODY);
    }

    @Test
    void takesALineThatIsNoFieldForTheBodyAndPartsItFromTheHeader() {
        assertThat(filtered("Date: x\r\nFrom someone\r\nBcc: body by now\r\n"))
                .isEqualTo("Date: x\r\n\r\nFrom someone\r\nBcc: body by now\r\n");
    }

    @Test
    void takesContentWithoutAnyFieldForTheBody() {
        assertThat(filtered("hello")).isEqualTo("Date: now\r\n\r\nhello");
    }

    // Else it would go on the field that is written above it: our own Received.
    @Test
    void takesAContinuationOfNothingForTheBody() {
        assertThat(filtered("\tby forged.test\r\nDate: x\r\n"))
                .isEqualTo("Date: now\r\n\r\n\tby forged.test\r\nDate: x\r\n");
    }

    @Test
    void remembersNoneOfManyFieldNames() {
        var header = new StringBuilder("Date: x\r\n");
        for (int i = 0; i < 100_000; i++) {
            header.append('x').append(i).append(":\r\n");
        }

        filtered(header + BODY);

        assertThat(filter.seen().fields()).containsExactly("date");
    }

    @Test
    void passesAFieldLongerThanItHolds() {
        String content = "Date: x\r\nX: " + "y".repeat(500) + "\r\n z\r\nTo: e@f\r\n" + BODY;

        assertThat(filtered(content)).isEqualTo(content);
    }

    @Test
    void dropsAFieldLongerThanItHolds() {
        assertThat(filtered("Date: x\r\nBcc: " + "y".repeat(500) + "\r\n z\r\n" + BODY))
                .isEqualTo("Date: x\r\n" + BODY);
    }

    @Test
    void countsHopsAndNotesTheMessageId() {
        filtered("Received: 1\r\nreceived: 2\r\nDate: x\r\nMessage-ID:\r\n <1@x>\r\n" + BODY);

        assertThat(filter.seen().hops()).isEqualTo(2);
        assertThat(filter.seen().messageId()).isEqualTo("<1@x>");
    }

    // One octet at a time: pieces from the network end anywhere
    private String filtered(String content) {
        byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < octets.length; at++) {
            filter.write(octets, at, 1);
        }
        filter.finish();
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
