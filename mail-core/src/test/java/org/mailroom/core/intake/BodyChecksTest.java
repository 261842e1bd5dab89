// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class BodyChecksTest {
    private static final String MULTIPART =
            """

            preamble
            --b
            Content-Type: text/plain;
            \tname=a.exe
            X-Part: 1

            part: one
            --b
            Content-Type: message/rfc822

            Subject: nested
            Content-Type: multipart/mixed; boundary=inner

            --inner
            Content-Type: text/html

            <p>
            --b--
            epilogue: end
            """
                    .replace("\n", "\r\n");

    private final List<String> log = new ArrayList<>();
    private final ContentVerdict verdict = new ContentVerdict();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// A table that finds nothing, and remembers what it was asked.
    private record Ear(List<String> heard) implements LookupTable {
        @Override
        public String spec() {
            return "ear:";
        }

        @Override
        public Lookup find(String key) {
            heard.add(key);
            return Lookup.NOT_FOUND;
        }
    }

    private static List<LookupTable> rules(String rules) {
        return List.of(Tables.of("hash", Set.of(), _ -> {}).open("regexp:{" + rules + "}"));
    }

    private String passed(ContentTables tables, String contentType, String body, int piece) {
        var checks =
                new ContentChecks(
                        ContentChecks.Station.ENTRY,
                        "from local;",
                        "example.org",
                        log::add,
                        verdict);
        var filter = new BodyChecks(tables, checks, 100, out::write);
        filter.header("content-type", octets("Content-Type: " + contentType + "\r\n"));
        byte[] octets = octets(body);
        for (int at = 0; at < octets.length; at += piece) {
            filter.write(octets, at, Math.min(piece, octets.length - at));
        }
        filter.finish();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void showsEachPieceToItsTables(int piece) {
        var mime = new Ear(new ArrayList<>());
        var nested = new Ear(new ArrayList<>());
        var body = new Ear(new ArrayList<>());
        var tables =
                new ContentTables(
                        "", List.of(), List.of(mime), List.of(nested), List.of(body), 1000, 2048);

        String passed = passed(tables, "multipart/mixed; boundary=\"b\"", MULTIPART, piece);

        assertThat(passed).isEqualTo(MULTIPART);
        assertThat(mime.heard)
                .containsExactly(
                        "Content-Type: multipart/mixed; boundary=\"b\"",
                        "Content-Type: text/plain;\n\tname=a.exe",
                        "X-Part: 1",
                        "Content-Type: message/rfc822",
                        "Content-Type: multipart/mixed; boundary=inner",
                        "Content-Type: text/html");
        assertThat(nested.heard).containsExactly("Subject: nested");
        assertThat(body.heard).containsExactly("preamble", "part: one", "<p>", "epilogue: end");
    }

    @Test
    void changesLinesAndFields() {
        var tables =
                new ContentTables(
                        "",
                        List.of(),
                        rules("{/^X-Part/ IGNORE} {/name=/ REPLACE Content-Type: text/plain}"),
                        List.of(),
                        rules("{/one/ REPLACE part: two} {/^<p/ PREPEND here} {/pream/ STRIP x}"),
                        1000,
                        2048);

        String passed = passed(tables, "multipart/mixed; boundary=b", MULTIPART, 50);

        assertThat(passed)
                .isEqualTo(
                        MULTIPART
                                .replace("preamble\r\n", "")
                                .replace("text/plain;\r\n\tname=a.exe", "text/plain")
                                .replace("X-Part: 1\r\n", "")
                                .replace("part: one", "part: two")
                                .replace("<p>", "here\r\n<p>"));
        assertThat(log)
                .containsExactly(
                        "strip: body preamble from local;: x",
                        "replace: header Content-Type: text/plain;\n\tname=a.exe from local;:"
                                + " Content-Type: text/plain",
                        "replace: body part: one from local;: part: two",
                        "prepend: body <p> from local;: here");
    }

    @Test
    void looksAtTheBeginningOfEachPart() {
        var body = new Ear(new ArrayList<>());
        var tables =
                new ContentTables("", List.of(), List.of(), List.of(), List.of(body), 10, 2048);

        passed(
                tables,
                "multipart/mixed; boundary=b",
                "\r\n0123456789\r\nunseen\r\n--b\r\n\r\nseen\r\n",
                9);

        assertThat(body.heard).containsExactly("0123456789", "seen");
    }

    @Test
    void holdsNeitherEndlessLinesNorEndlessFields() {
        var body = new Ear(new ArrayList<>());
        var tables =
                new ContentTables(
                        "", List.of(), List.of(body), List.of(), List.of(body), 99_999, 10);
        String field = "--b\r\nX: " + "a\r\n ".repeat(50) + "\r\n\r\n";

        String text = "\r\n" + "x".repeat(25) + "\r\n" + field + "end\r\n";

        assertThat(passed(tables, "multipart/mixed; boundary=b", text, 1000)).isEqualTo(text);
        assertThat(body.heard)
                .contains("x".repeat(10), "xxxxx")
                .anyMatch(key -> key.startsWith("X: a") && key.length() < 120)
                .contains("end");
    }

    @Test
    void opensNoMoreThanSoManyParts() {
        var text = new StringBuilder("\r\n");
        for (int i = 0; i < 300; i++) {
            text.append("--b\r\nContent-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n");
            text.append("--b").append(i).append("\r\n\r\n");
        }
        var tables =
                new ContentTables(
                        "", List.of(), List.of(), List.of(), rules("{/no/ DUNNO}"), 9, 2048);

        assertThat(passed(tables, "multipart/mixed; boundary=b", text.toString(), 1000))
                .isEqualTo(text.toString());
    }

    @Test
    void stopsLookingWhereTheVerdictStands() {
        var tables =
                new ContentTables(
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        rules(
                                "{/pass/ PASS} {/bad/ REJECT} {/odd/ FROB x} {/to/ BCC a@} {/r/"
                                        + " REDIRECT r}"),
                        999,
                        2048);

        passed(tables, "text/plain", "\r\nodd\r\nto\r\nr\r\npass\r\nbad\r\n", 1000);

        assertThat(verdict.refusal()).isEmpty();
        assertThat(verdict.redirect().orElseThrow()).hasToString("r@example.org");
        assertThat(log)
                .containsExactly(
                        "warning: unknown command in body_checks map: FROB x",
                        "warning: bad argument of BCC in body_checks map: \"a@\"",
                        "redirect: body r from local;: r",
                        "pass: body pass from local;");
    }

    @Test
    void holdsAndSendsAnotherWay() {
        var tables =
                new ContentTables(
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        rules("{/h/ HOLD} {/no/ FILTER nowhere} {/f/ FILTER smtp:[192.0.2.1]}"),
                        99,
                        99);

        passed(tables, "text/plain", "\r\nh\r\nno\r\nf\r\n", 1000);

        assertThat(verdict.handling())
                .isEqualTo(new Handling(true, false, Optional.of("smtp:[192.0.2.1]")));
        assertThat(log).contains("warning: bad argument of FILTER in body_checks map: \"nowhere\"");
    }

    @Test
    void refusesWithAStatusOfItsOwn() {
        var tables =
                new ContentTables(
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        rules("{/x/ REJECT 4.7.1 later}"),
                        9,
                        99);

        passed(tables, "text/plain", "\r\nx\r\n", 1000);

        assertThat(verdict.refusal()).contains(new Draft.Committed.Refused(450, "4.7.1", "later"));
    }

    @Test
    void remembersEachCopyOnce() {
        var tables =
                new ContentTables(
                        "", List.of(), List.of(), List.of(), rules("{/x/ BCC ann}"), 10_000, 2048);

        passed(tables, "text/plain", "\r\n" + "x\r\n".repeat(1000), 10_000);

        assertThat(verdict.copies()).containsExactly(new Address("ann", "example.org"));
    }
}
