// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/// The reports of `sendmail -bv` and `-v`, about mailboxes here and behind another server.
class SendmailReportTest {
    private static final String ANNOUNCED =
            "Mail Delivery Status Report will be mailed to <ann@example.org>.\n";

    @TempDir Path folder;
    private LocalServer behind;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        behind =
                new LocalServer(
                        Files.createDirectory(folder.resolve("behind")),
                        "mydestination = other.test\nmyhostname = mail.other.test\n");
        int port = behind.address("smtp").getPort();
        server =
                new LocalServer(
                        Files.createDirectory(folder.resolve("server")),
                        """
                        transport_maps = inline:{ { other.test = smtp:[127.0.0.1]:%d },
                            { never.test = retry:4.4.1 nobody answers } }
                        always_bcc = copies@example.org
                        """
                                .formatted(port));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        behind.stop();
    }

    private String report() {
        server.await("status", _ -> server.mailbox().contains("Status Report"));
        server.await("queue list", it -> it.equals("Mail queue is empty\n"));
        return server.mailbox();
    }

    // RFC 3464 §2.3, with Postfix's words for what is only asked
    @Test
    void tellsWhatWouldBecomeOfMail() {
        String[] words = {"-bv", "-f", "ann", "staff", "ann@other.test", "x@other.test"};
        assertThat(server.program("sendmail", words)).isEqualTo(ANNOUNCED);

        assertThat(report())
                .contains("Return-Path: <>\n")
                .contains("\nFrom: MAILER-DAEMON@example.org (Mail Delivery System)\n")
                .contains("\nSubject: Mail Delivery Status Report\nTo: ann@example.org\n")
                .contains("\nAuto-Submitted: auto-replied\n")
                .contains("\nContent-Type: multipart/report; report-type=delivery-status;\n")
                .contains("\n<ann@example.org>: delivers to mailbox\n")
                .containsPattern(
                        "\n"
                                + "<ann@other.test>: delivery via 127.0.0.1\\[127.0.0.1]:\\d+: 250"
                                + " 2.1.5 Ok\n")
                .contains(
                        """

                        Final-Recipient: rfc822; ann@example.org
                        Original-Recipient: rfc822;staff@example.org
                        Action: deliverable
                        Status: 2.0.0
                        Diagnostic-Code: X-Mailroom; delivers to mailbox
                        """)
                .contains(
                        """

                        Final-Recipient: rfc822; ann@other.test
                        Original-Recipient: rfc822;ann@other.test
                        Action: deliverable
                        Status: 2.1.5
                        Remote-MTA: dns; 127.0.0.1
                        Diagnostic-Code: smtp; 250 2.1.5 Ok
                        """)
                .contains(
                        """

                        Final-Recipient: rfc822; x@other.test
                        Original-Recipient: rfc822;x@other.test
                        Action: undeliverable
                        Status: 5.1.1
                        Remote-MTA: dns; 127.0.0.1
                        Diagnostic-Code: smtp; 550 5.1.1 <x@other.test>:
                        """
                                .stripTrailing());
        assertThat(behind.mailbox()).isEmpty();
    }

    @Test
    void triesNothingAgainThatIsOnlyAsked() throws Exception {
        assertThat(server.program("sendmail", "-bv", "-f", "ann", "x@never.test", "eve"))
                .isEqualTo(ANNOUNCED);

        assertThat(report())
                .contains("\nAction: undeliverable\nStatus: 4.4.1\n")
                .contains("\nAction: undeliverable\nStatus: 5.1.1\n")
                .doesNotContain("Undelivered Mail");
        server.awaitLog("status=undeliverable (nobody answers)");
        assertThat(server.log()).doesNotContain("copies@example.org");
    }

    @Test
    void tellsWhatHasBecomeOfMail() {
        String[] words = {"-v", "-f", "ann", "ann", "ann@other.test", "eve", "x@never.test"};
        assertThat(server.type("Subject: once\n\nText\n", "sendmail", words)).isEqualTo(ANNOUNCED);

        server.await("status", _ -> server.mailbox().contains("Status Report"));
        server.await("status", _ -> server.mailbox().contains("Undelivered Mail"));
        assertThat(server.mailbox())
                .contains("\nSubject: once\n")
                .contains("\nAction: delivered\nStatus: 2.0.0\n")
                .contains("\nAction: relayed\nStatus: 2.0.0\nRemote-MTA: dns; 127.0.0.1\n")
                .contains("\nAction: failed\nStatus: 5.1.1\n")
                .contains("\nAction: delayed\nStatus: 4.4.1\n");
        assertThat(behind.mailbox()).contains("\nSubject: once\n");
        assertThat(server.program("mailq")).contains("x@never.test").doesNotContain("eve@");
    }

    @Test
    void reportsTheFirstAttemptOnly() {
        server.type("Subject: once\n\nText\n", "sendmail", "-v", "-f", "ann", "x@never.test");
        server.await("status", _ -> server.mailbox().contains("Status Report"));
        server.await("queue list --json", it -> it.contains("delay_reason"));

        server.program("postqueue", "-f");

        server.await("status", _ -> server.logged("nobody answers") == 2);
        server.await("status", it -> it.contains("queue: 0 active"));
        assertThat(server.mailbox().split("Mail Delivery Status Report", -1)).hasSize(2);
    }
}
