// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.net.Transcript;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What a session leaves behind that a transcript cannot tell: see `Aftermath`.
class SmtpSessionTest {
    @TempDir Path folder;

    @Test
    void logsThatPasswordsCannotBeLookedUp() throws IOException {
        try (var server = server(Map.of("smtpd_sasl_auth_enable", "yes"))) {
            play(
                    server,
                    """
                    S: 220 *
                    C: EHLO client.test
                    S… 250 HELP
                    C: AUTH PLAIN AGJyb2tlbgB4
                    S: 454 4.7.0 Temporary authentication failure
                    C: QUIT
                    S: 221 *
                    S: <closed>
                    """);

            assertThat(server.logged())
                    .containsExactly(
                            "connect from localhost[127.0.0.1]",
                            "warning: the password database cannot be asked: no database",
                            "warning: localhost[127.0.0.1]: SASL PLAIN authentication failed:"
                                    + " Connection lost to authentication server",
                            "disconnect from localhost[127.0.0.1] ehlo=1 auth=0/1 quit=1"
                                    + " commands=2/3");
        }
    }

    @Test
    void logsEncryption() throws IOException {
        try (var server = server(Map.of())) {
            play(
                    server,
                    """
                    S: 220 *
                    C: EHLO client.test
                    S… 250 HELP
                    C: STARTTLS
                    S: 220 *
                    tls
                    C: QUIT
                    S: 221 *
                    """);

            assertThat(server.logged())
                    .anyMatch(
                            line ->
                                    line.matches(
                                            "Anonymous TLS connection established from"
                                                + " localhost\\[127\\.0\\.0\\.1]: TLSv1\\.3 with"
                                                + " cipher TLS_AES_\\d+_GCM_SHA\\d+ \\((\\d+)/\\1"
                                                + " bits\\)"))
                    .last()
                    .isEqualTo(
                            "disconnect from localhost[127.0.0.1] ehlo=1 starttls=1 quit=1"
                                    + " commands=3");
        }
    }

    @Test
    void answersSlowlyAfterSomeErrors() throws IOException {
        var given = Map.of("smtpd_soft_error_limit", "1", "smtpd_error_sleep_time", "7");
        try (var server = server(given)) {
            play(
                    server,
                    """
                    S: 220 *
                    C: FOO
                    S: 500 *
                    C: FOO
                    S: 500 *
                    C: NOOP
                    S: 250 *
                    """);

            assertThat(server.pauses())
                    .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
        }
    }

    @Test
    void turnsAwayAClientThatDoesNotWaitForTheGreeting() throws IOException {
        try (var server = server(Map.of());
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
                            "disconnect from localhost[127.0.0.1] commands=0/0");
        }
    }

    /// What comes does not make the time longer that a command has.
    @ParameterizedTest
    @CsvSource({
        "'', CONNECT",
        "'EHLO a.test\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<demo@example.org>\r\nDATA\r\n', DATA",
        "'EHLO a.test\r\nAUTH LOGIN\r\n', AUTH",
    })
    void givesUpOnAClientThatSendsAnOctetNowAndThen(String before, String where)
            throws IOException {
        var given =
                Map.of(
                        "smtpd_timeout", "1",
                        "smtpd_sasl_auth_enable", "yes",
                        "smtpd_forbid_unauth_pipelining", "no");
        try (var server = server(given);
                var client = new Socket()) {
            client.connect(server.address(), 5_000);
            client.getOutputStream()
                    .write(before.translateEscapes().getBytes(StandardCharsets.US_ASCII));

            await().pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(
                            () -> {
                                client.getOutputStream().write('x');
                                return server.logged().stream()
                                        .anyMatch(line -> line.startsWith("timeout after "));
                            });

            assertThat(server.logged()).anyMatch(line -> line.startsWith("timeout after " + where));
        }
    }

    /// Postfix has kept all that it had heard, until 2026.
    @Test
    void takesAMessageInAsManyChunksAsItHasOctets() throws IOException {
        int octets = 2000;
        try (var server = server(Map.of("smtpd_junk_command_limit", "2000"))) {
            play(
                    server,
                    """
                    S: 220 *
                    C: EHLO client.test
                    S… 250 HELP
                    C: MAIL FROM:<a@client.test>
                    S: 250 *
                    C: RCPT TO:<demo@example.org>
                    S: 250 *
                    """
                            + "C~ BDAT 1\\r\\nx\nS: 250 2.0.0 Ok: 1 bytes\n".repeat(octets)
                            + """
                            C: BDAT 0 LAST
                            S: 250 2.0.0 Ok: queued as *
                            C: QUIT
                            S: 221 *
                            """);

            assertThat(server.queued()).singleElement().asString().contains("x".repeat(octets));
        }
    }

    private SmtpFixture server(Map<String, String> given) throws IOException {
        return new SmtpFixture(folder, new Given(given), Purpose.RELAY);
    }

    private void play(SmtpFixture server, String transcript) throws IOException {
        Path file = Files.writeString(folder.resolve("transcript.txt"), transcript);
        try (var player = new Transcript(server.address())) {
            player.play(file);
        }
        server.drain();
    }
}
