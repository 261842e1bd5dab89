// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.delivery.OutgoingLab.CONTENT;
import static org.mailroom.core.delivery.OutgoingLab.FAR;
import static org.mailroom.core.delivery.OutgoingLab.generic;
import static org.mailroom.core.delivery.OutgoingLab.lines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// `smtp_header_checks` and the like: mail is changed as it leaves.
class OutgoingChecksTest {
    @TempDir private Path scratch;
    private OutgoingLab lab;

    @BeforeEach
    void makeLab() {
        lab = new OutgoingLab(scratch);
    }

    /// What it says of the content does not depend on the sender.
    @Test
    void looksAtTheContentOnceForAllSenders() {
        OutgoingSettings.Checks checks =
                lab.checks("regexp:{{/^From:/ WARN seen}}", "", "", "").checks();

        lab.deliver(
                new OutgoingSettings(Optional.empty(), Optional.of(OutgoingLab.SRS), checks),
                "sender@far.test",
                OutgoingLab.alias("list@here.test", "a@far.test"),
                FAR);

        assertThat(lab.sent).hasSize(2);
        assertThat(lab.log).singleElement().asString().contains("seen");
    }

    // header_checks(5), ACTIONS: those that the SMTP client has
    @Test
    void looksAtWhatLeaves() {
        OutgoingSettings checks =
                lab.checks(
                        """
                        regexp:{{/^Received:/ IGNORE} {/^X-Secret:/ STRIP for the world}
                         {/^Subject: (.*)/ REPLACE Subject: [out] $1} {/^To:/ PREPEND X-Seen: yes}
                         {/^Date:/ WARN late} {/^From:/ INFO}}\
                        """,
                        "regexp:{{/name=secret/ REPLACE Content-Type: text/plain}}",
                        "regexp:{{/^X-Inner:/ IGNORE}}",
                        "regexp:{{/password (.*)/ REPLACE password ***}}");

        lab.deliver(
                checks,
                lines(
                        "Received: from within",
                        "X-Secret: 1",
                        "Subject: hello",
                        "To: x@far.test",
                        "Date: " + "x".repeat(70),
                        "From: ann@local.test",
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/plain; name=secret",
                        "",
                        "password 12345",
                        "--b",
                        "Content-Type: message/rfc822",
                        "",
                        "X-Inner: 1",
                        "",
                        "inner"),
                "ann@local.test",
                FAR);

        assertThat(lab.sent)
                .containsExactly(
                        "ann@local.test > [x@far.test]: "
                                + lines(
                                        "Subject: [out] hello",
                                        "X-Seen: yes",
                                        "To: x@far.test",
                                        "Date: " + "x".repeat(70),
                                        "From: ann@local.test",
                                        "Content-Type: multipart/mixed; boundary=b",
                                        "",
                                        "--b",
                                        "Content-Type: text/plain",
                                        "",
                                        "password ***",
                                        "--b",
                                        "Content-Type: message/rfc822",
                                        "",
                                        "",
                                        "inner"));
        assertThat(lab.log)
                .containsExactly(
                        "smtp 1 id: strip: header X-Secret: 1: for the world",
                        "smtp 1 id: replace: header Subject: hello: Subject: [out] hello",
                        "smtp 1 id: prepend: header To: x@far.test: X-Seen: yes",
                        "smtp 1 id: warning: header Date: " + "x".repeat(54) + ": late",
                        "smtp 1 id: info: header From: ann@local.test",
                        "smtp 1 id: replace: header Content-Type: text/plain; name=secret:"
                                + " Content-Type: text/plain",
                        "smtp 1 id: replace: body password 12345: password ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BCC a@b.test",
                "DISCARD",
                "FILTER a:b",
                "HOLD",
                "PASS",
                "REDIRECT a@b.test",
                "REJECT"
            })
    void warnsOfWhatComesTooLate(String action) {
        lab.deliver(
                lab.checks("regexp:{{/^From:/ " + action + "}}", "", "", ""),
                "ann@local.test",
                FAR);

        assertThat(lab.sent).containsExactly("ann@local.test > [x@far.test]: " + CONTENT);
        assertThat(lab.log)
                .containsExactly(
                        "smtp 1 id: warning: unsupported command in smtp_header_checks map: "
                                + action);
    }

    // As in smtp(8): the tables see addresses as they were, and theirs are rewritten
    @Test
    void looksBeforeItRewrites() {
        OutgoingSettings checks =
                lab.settings(
                        Optional.of(generic(Map.of("bob@local.test", "bob@isp.test"))),
                        Optional.empty(),
                        lab.checks(
                                        "regexp:{{/^From:.*ann@local/ REPLACE From:"
                                                + " bob@local.test}}",
                                        "",
                                        "",
                                        "")
                                .checks()
                                .tables());

        lab.deliver(checks, "ann@local.test", FAR);

        assertThat(lab.sent).singleElement().asString().contains(": From: bob@isp.test\r\nTo:");
    }

    @ParameterizedTest
    @CsvSource({"fail:no,''", "'',fail:no"})
    void waitsForAContentTableThatCannotBeAsked(String header, String body) {
        OutgoingSettings checks = lab.checks(header, "", "", body);

        assertThat(lab.deliver(checks, "ann@local.test", FAR))
                .map(Courier.Delivery::outcome)
                .containsExactly(new Outcome.Deferred("4.3.0", "header/body checks lookup error"));
        assertThat(lab.sent).isEmpty();
    }

    @Test
    void keepsLargeBodiesAsideForADelivery() throws IOException {
        String body = lines("secret") + lines("x".repeat(998)).repeat(500);

        lab.deliver(
                lab.checks("", "", "", "regexp:{{/secret/ IGNORE}}"),
                lines("A: b", "") + body,
                "ann@local.test",
                FAR);

        assertThat(lab.sent)
                .singleElement()
                .asString()
                .endsWith(body.substring("secret\r\n".length()));
        try (var left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }
}
