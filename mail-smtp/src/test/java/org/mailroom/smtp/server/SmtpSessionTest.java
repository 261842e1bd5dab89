// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.Transcript;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a session leaves behind: messages in the queue, lines in the log.
class SmtpSessionTest {
    private static final String HELLO =
            """
            S: 220 *
            C: EHLO client.test
            S… 250 HELP
            """;
    private static final String ENVELOPE =
            HELLO
                    + """
                    C: MAIL FROM:<a@client.test>
                    S: 250 *
                    C: RCPT TO:<demo@example.org>
                    S: 250 *
                    """;
    private static final String QUIT =
            """
            C: QUIT
            S: 221 *
            S: <closed>
            """;

    @TempDir Path folder;

    /// What is left of a session when it is over.
    private record Left(List<String> log, List<String> queued, List<Duration> pauses) {}

    @Test
    void logsAMessage() throws IOException {
        Left left =
                play(
                        Map.of(),
                        ENVELOPE
                                + """
                                C: DATA
                                S: 354 *
                                C~ Message-ID: <1@client.test>\\r\\n\\r\\nx\\r\\n.\\r\\n
                                S: 250 *
                                """
                                + QUIT);

        String id = left.log().get(1).split(":", 2)[0];
        assertThat(left.log())
                .containsExactly(
                        "connect from localhost[127.0.0.1]",
                        id + ": client=localhost[127.0.0.1]",
                        id + ": message-id=<1@client.test>",
                        "disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 data=1 quit=1"
                                + " commands=5");
        assertThat(id).matches("[0-9A-Za-z]{12,}");
    }

    @Test
    void logsRefusals() throws IOException {
        Left left =
                play(
                        Map.of(
                                "mynetworks", "192.0.2.1",
                                "smtpd_relay_restrictions", "reject_unauth_destination"),
                        HELLO
                                + """
                                C: MAIL FROM:<a@client.test>
                                S: 250 *
                                C: RCPT TO:<nobody@example.org>
                                S: 550 *
                                C: RCPT TO:<b@elsewhere.test>
                                S: 554 *
                                C: FOO
                                S: 500 *
                                """
                                + QUIT);

        assertThat(left.log())
                .containsExactly(
                        "connect from localhost[127.0.0.1]",
                        "NOQUEUE: reject: RCPT from localhost[127.0.0.1]: 550 5.1.1"
                            + " <nobody@example.org>: Recipient address rejected: User unknown in"
                            + " local recipient table; from=<a@client.test> to=<nobody@example.org>"
                            + " proto=ESMTP helo=<client.test>",
                        "NOQUEUE: reject: RCPT from localhost[127.0.0.1]: 554 5.7.1"
                                + " <b@elsewhere.test>: Relay access denied; from=<a@client.test>"
                                + " to=<b@elsewhere.test> proto=ESMTP helo=<client.test>",
                        "disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=0/2 quit=1"
                                + " unknown=0/1 commands=3/6");
    }

    @Test
    void logsLogins() throws IOException {
        Left left =
                play(
                        Map.of("smtpd_sasl_auth_enable", "yes"),
                        HELLO
                                + """
                                C: AUTH PLAIN AGRlbW8Ad3Jvbmc=
                                S: 535 *
                                C: AUTH PLAIN AGJyb2tlbgB4
                                S: 454 4.7.0 Temporary authentication failure
                                C: AUTH FOO
                                S: 504 *
                                C: AUTH LOGIN ZGVtbw==
                                S: 334 *
                                C: c2VjcmV0
                                S: 235 *
                                C: MAIL FROM:<demo@example.org>
                                S: 250 *
                                C: RCPT TO:<demo@example.org>
                                S: 250 *
                                C: DATA
                                S: 354 *
                                C: .
                                S: 250 *
                                """
                                + QUIT);

        assertThat(left.log())
                .contains(
                        "warning: localhost[127.0.0.1]: SASL PLAIN authentication failed:"
                                + " authentication failure, sasl_username=demo",
                        "warning: the password database cannot be asked: no database",
                        "warning: localhost[127.0.0.1]: SASL PLAIN authentication failed:"
                                + " Connection lost to authentication server",
                        "warning: localhost[127.0.0.1]: SASL FOO authentication failed:"
                                + " Invalid authentication mechanism",
                        "disconnect from localhost[127.0.0.1] ehlo=1 auth=1/4 mail=1 rcpt=1 data=1"
                                + " quit=1 commands=6/9")
                .anyMatch(
                        line ->
                                line.endsWith(
                                        ": client=localhost[127.0.0.1], sasl_method=LOGIN,"
                                                + " sasl_username=demo"))
                .noneMatch(line -> line.contains("secret") || line.contains("c2VjcmV0"));
    }

    @Test
    void logsEncryption() throws IOException {
        Left left =
                play(
                        Map.of(),
                        HELLO
                                + """
                                C: STARTTLS
                                S: 220 *
                                tls
                                """
                                + QUIT.lines().limit(2).reduce("", (a, b) -> a + b + "\n"));

        assertThat(left.log())
                .anyMatch(
                        line ->
                                line.matches(
                                        "Anonymous TLS connection established from"
                                            + " localhost\\[127\\.0\\.0\\.1]: TLSv1\\.3 with cipher"
                                            + " TLS_AES_\\d+_GCM_SHA\\d+ \\((\\d+)/\\1 bits\\)"))
                .last()
                .isEqualTo(
                        "disconnect from localhost[127.0.0.1] ehlo=1 starttls=1 quit=1 commands=3");
    }

    @Test
    void logsAHandshakeThatFails() throws IOException {
        Left left =
                play(
                        Map.of(),
                        HELLO
                                + """
                                C: STARTTLS
                                S: 220 *
                                C: MAIL FROM:<a@client.test>
                                """);

        assertThat(left.log())
                .endsWith(
                        "SSL_accept error from localhost[127.0.0.1]",
                        "lost connection after STARTTLS from localhost[127.0.0.1]",
                        "disconnect from localhost[127.0.0.1] ehlo=1 starttls=1 commands=2");
    }

    @Test
    void logsWhatIsNotSmtpOnOneLine() throws IOException {
        Left left =
                play(
                        Map.of(),
                        """
                        S: 220 *
                        C~ GET /\\rdisconnect\\0 HTTP/1.1\\r\\n
                        S: 221 *
                        S: <closed>
                        """);

        assertThat(left.log())
                .containsExactly(
                        "connect from localhost[127.0.0.1]",
                        "warning: non-SMTP command from localhost[127.0.0.1]: GET /?disconnect?"
                                + " HTTP/1.1",
                        "disconnect from localhost[127.0.0.1] unknown=1 commands=1");
    }

    @Test
    void neutersGreetings() throws IOException {
        Left left =
                play(
                        Map.of("smtpd_recipient_restrictions", "reject"),
                        """
                        S: 220 *
                        C: EHLO x>,(to=<y@z>)
                        S… 250 HELP
                        C: MAIL FROM:<>
                        S: 250 *
                        C: RCPT TO:<demo@example.org>
                        S: 554 5.7.1 <demo@example.org>: Recipient address rejected: Access denied
                        """
                                + QUIT);

        assertThat(left.log().get(1))
                .endsWith("; from=<> to=<demo@example.org> proto=ESMTP helo=<x?,?to=?y?z??>");
    }

    @Test
    void logsTooManyErrors() throws IOException {
        Left left =
                play(
                        Map.of("smtpd_hard_error_limit", "1"),
                        """
                        S: 220 *
                        C: RCPT TO:<a@b.test>
                        S: 503 *
                        S: 421 *
                        S: <closed>
                        """);

        assertThat(left.log())
                .containsExactly(
                        "connect from localhost[127.0.0.1]",
                        "too many errors after RCPT from localhost[127.0.0.1]",
                        "disconnect from localhost[127.0.0.1] rcpt=0/1 commands=0/1");
    }

    @Test
    void answersSlowlyAfterSomeErrors() throws IOException {
        Left left =
                play(
                        Map.of("smtpd_soft_error_limit", "1", "smtpd_error_sleep_time", "7"),
                        """
                        S: 220 *
                        C: FOO
                        S: 500 *
                        C: FOO
                        S: 500 *
                        C: NOOP
                        S: 250 *
                        """);

        assertThat(left.pauses()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void logsImproperPipelining() throws IOException {
        Left left =
                play(
                        Map.of(),
                        """
                        S: 220 *
                        C~ EHLO client.test\\r\\nNOOP\\r\\n
                        S: 554 *
                        S: <closed>
                        """);

        assertThat(left.log())
                .contains("improper command pipelining after EHLO from localhost[127.0.0.1]");
    }

    @Test
    void queuesNothingOfAConnectionThatBreaks() throws IOException {
        Left left =
                play(
                        Map.of(),
                        ENVELOPE
                                + """
                                C: DATA
                                S: 354 *
                                C: half a message
                                """);

        assertThat(left.queued()).isEmpty();
        assertThat(left.log())
                .contains("lost connection after DATA (16 bytes) from localhost[127.0.0.1]");
    }

    @Test
    void logsAConnectionThatBreaksBetweenCommands() throws IOException {
        Left left = play(Map.of(), ENVELOPE);

        assertThat(left.log())
                .contains("lost connection after RCPT from localhost[127.0.0.1]")
                .last()
                .isEqualTo("disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt=1 commands=3");
    }

    @Test
    void givesUpOnAClientThatIsSilent() throws IOException {
        Left left =
                play(
                        Map.of("smtpd_timeout", "1"),
                        HELLO
                                + """
                                S: 421 4.4.2 mail.example.org Error: timeout exceeded
                                S: <closed>
                                """);

        assertThat(left.log()).contains("timeout after EHLO from localhost[127.0.0.1]");
    }

    @Test
    void queuesTheContentAsOneMessage() throws IOException {
        Left left =
                play(
                        Map.of("smtpd_sasl_authenticated_header", "yes"),
                        ENVELOPE
                                + """
                                C: DATA
                                S: 354 *
                                C~ Subject: x\\r\\n\\r\\n..a\\n.\\nMAIL FROM:<x@y>\\n.\\r\\nb\\rc\\r\\n.\\r\\n
                                S: 250 *
                                """
                                + QUIT);

        assertThat(left.queued()).hasSize(1);
        assertThat(left.queued().getFirst())
                .startsWith("Received: from client.test (localhost [127.0.0.1])\r\n")
                .contains("with ESMTP id ")
                .endsWith("Subject: x\r\n\r\n.a\r\n.\r\nMAIL FROM:<x@y>\r\n.\r\nb c\r\n");
    }

    @Test
    void showsNoHiddenCharacterInTraceFieldOrLog() throws IOException {
        Left left =
                play(
                        Map.of(
                                "smtpd_sender_restrictions",
                                "check_sender_access inline:{b@x.test=REJECT}"),
                        ENVELOPE.replace("EHLO client.test", "EHLO a\u202eb\u200bc")
                                + """
                                C: DATA
                                S: 354 *
                                C: .
                                S: 250 *
                                C: MAIL FROM:<b@x.test>
                                S: 250 *
                                C: RCPT TO:<demo@example.org>
                                S: 554 *
                                """
                                + QUIT);

        assertThat(left.queued().getFirst()).startsWith("Received: from a?b?c (");
        assertThat(left.log())
                .anyMatch(line -> line.endsWith(" proto=ESMTP helo=<a?b?c>"))
                .noneMatch(line -> line.contains("\u202e"));
    }

    @Test
    void queuesNothingThatIsDiscarded() throws IOException {
        Left left =
                play(
                        Map.of(
                                "smtpd_sender_restrictions",
                                "check_sender_access inline:{a@client.test=DISCARD}"),
                        ENVELOPE
                                + """
                                C: DATA
                                S: 354 *
                                C: .
                                S: 250 *
                                """);

        assertThat(left.queued()).isEmpty();
        assertThat(left.log())
                .contains(
                        "NOQUEUE: discard: RCPT from localhost[127.0.0.1]: <a@client.test>: Sender"
                                + " address triggers DISCARD action; from=<a@client.test>"
                                + " to=<demo@example.org> proto=ESMTP helo=<client.test>");
    }

    @Test
    void completesSubmissionsAndNamesTheirProtocol() throws IOException {
        try (var server = server(Map.of(), Purpose.SUBMISSION)) {
            play(
                    server,
                    """
                    S: 220 *
                    C: EHLO client.test
                    S… 250 HELP
                    C: STARTTLS
                    S: 220 *
                    tls
                    C: EHLO client.test
                    S… 250 HELP
                    C: AUTH PLAIN AGRlbW8Ac2VjcmV0
                    S: 235 *
                    C: MAIL FROM:<demo@example.org>
                    S: 250 *
                    C: RCPT TO:<b@elsewhere.test>
                    S: 250 *
                    C: DATA
                    S: 354 *
                    C: Subject: x
                    C: .
                    S: 250 *
                    """);

            assertThat(server.queued().getFirst())
                    .contains("with ESMTPSA id ", "\r\nMessage-Id: <", "\r\nDate: ");
        }
    }

    @Test
    void turnsAwayAClientThatDoesNotWaitForTheGreeting() throws IOException {
        try (var server = server(Map.of(), Purpose.RELAY);
                var client = new Socket()) {
            client.connect(server.addressForTheHasty(), 5_000);
            client.setSoTimeout(10_000);

            client.getOutputStream()
                    .write("EHLO client.test\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(
                            new String(
                                    client.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo("554 5.5.0 Error: SMTP protocol synchronization\r\n");
            server.drain();
            assertThat(server.logged())
                    .containsExactly(
                            "connect from localhost[127.0.0.1]",
                            "improper command pipelining after CONNECT from localhost[127.0.0.1]",
                            "disconnect from localhost[127.0.0.1] commands=0");
        }
    }

    private SmtpFixture server(Map<String, String> given, Purpose purpose) throws IOException {
        return new SmtpFixture(
                Files.createTempDirectory(folder, "server"), new Given(given), purpose);
    }

    private Left play(Map<String, String> given, String transcript) throws IOException {
        try (var server = server(given, Purpose.RELAY)) {
            play(server, transcript);
            server.drain();
            return new Left(server.logged(), server.queued(), server.pauses());
        }
    }

    private void play(SmtpFixture server, String transcript) throws IOException {
        Path file = Files.createTempFile(folder, "transcript", ".txt");
        Files.writeString(file, transcript);
        try (var player = new Transcript(server.address())) {
            player.play(file);
        }
    }
}
