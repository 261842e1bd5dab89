// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.storage.Flags;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;

class ResponseWriterTest {
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final ResponseWriter out = new ResponseWriter(wire::write);

    @Test
    void quotesWhatCanBeQuoted() {
        out.string("plain").octet(' ').string("a\"b\\c").octet(' ').string("");

        assertThat(written()).isEqualTo("\"plain\" \"a\\\"b\\\\c\" \"\"");
    }

    @Test
    void sendsOtherTextAsLiteral() {
        out.string("é").octet(' ').string("a\r\nb").octet(' ').string(new byte[] {'a', 0});

        assertThat(written()).isEqualTo("{2}\r\né {4}\r\na\r\nb {2}\r\na\ufffd");
    }

    @ParameterizedTest
    @CsvSource({
        "INBOX, INBOX",
        "a b, '\"a b\"'",
        "Entwürfe, Entw&APw-rfe",
        "50%, '\"50%\"'",
        "nil, '\"nil\"'"
    })
    void writesMailboxNames(String name, String wired) {
        out.mailbox(name);

        assertThat(written()).isEqualTo(wired);
    }

    @Test
    void writesFlags() {
        out.flags(new Flags(Flags.SEEN | Flags.DRAFT, Set.of("$X")), "\\Recent");
        out.flags(Flags.NONE);

        assertThat(written()).isEqualTo("(\\Recent \\Seen \\Draft $X)()");
    }

    @ParameterizedTest
    @CsvSource({"0", "9", "10", "4294967295", "9223372036854775807"})
    void writesNumbers(long number) {
        out.number(number);

        assertThat(written()).isEqualTo(Long.toString(number));
    }

    @Test
    void writesDatesInTheirZone() {
        Instant instant = Instant.parse("2024-02-01T03:04:05Z");
        out.dateTime(instant, ZoneOffset.UTC).octet(' ');
        out.dateTime(instant, ZoneId.of("America/St_Johns"));

        assertThat(written())
                .isEqualTo("\"01-Feb-2024 03:04:05 +0000\" \"31-Jan-2024 23:34:05 -0330\"");
    }

    @Test
    void knowsWhereAResponseCanBegin() {
        assertThat(out.atResponseStart()).isTrue();
        out.text("* 1 FETCH (BODY[] ").literal(4);
        assertThat(out.atResponseStart()).isFalse();
        out.text("a\r\n");
        assertThat(out.atResponseStart()).isFalse();
        out.text("b)\r\n");
        assertThat(out.atResponseStart()).isTrue();
        out.flush();
        assertThat(out.atResponseStart()).isTrue();
    }

    @Test
    void keepsOrderWhateverTheSize() {
        byte[] large = "x".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        out.text("a").octets(large, 0, large.length).text("b".repeat(9_000)).text("c");

        assertThat(out.written()).isEqualTo(29_002);
        assertThat(written()).isEqualTo("a" + "x".repeat(20_000) + "b".repeat(9_000) + "c");
    }

    private String written() {
        out.flush();
        return wire.toString(StandardCharsets.UTF_8);
    }
}
