// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Sends what no client would. No session fails, none hangs, and each ends with its line in the
/// log.
class SmtpSessionFuzzTest {
    private static final int SESSIONS = 400;
    private static final List<String> PIECES =
            List.of(
                    "EHLO x\r\n",
                    "MAIL FROM:<a@b.test>\r\n",
                    "MAIL FROM:<\u00e9@b.test> SMTPUTF8 SIZE=12\r\n",
                    "RCPT TO:<demo@example.org>\r\n",
                    "RCPT TO:<\"demo@x\"@example.org>\r\n",
                    "DATA\r\n",
                    "x\r\n.\r\n",
                    "..\r\n",
                    ".\r\n",
                    "\n.\n",
                    "\r\n",
                    "\n",
                    "\r",
                    "\0",
                    "AUTH PLAIN\r\n",
                    "AUTH LOGIN ZGVtbw==\r\n",
                    "*\r\n",
                    "BDAT 5\r\n",
                    "VRFY \u00e9\r\n",
                    "RSET\r\n",
                    "NOOP",
                    "<",
                    "\"",
                    " ");

    @TempDir Path folder;

    @Test
    void survivesAnything() throws IOException {
        var given =
                new Given(
                        Map.of(
                                "smtpd_sasl_auth_enable", "yes",
                                "smtpd_forbid_unauth_pipelining", "no",
                                "smtpd_client_restrictions", "check_client_access static:DUNNO"));
        try (var server = new SmtpFixture(folder, given, Purpose.RELAY)) {
            var random = new Random(42);
            for (int i = 0; i < SESSIONS; i++) {
                attack(server, octets(random));
            }
            server.drain();

            assertThat(count(server, "connect from")).isEqualTo(SESSIONS);
            assertThat(count(server, "disconnect from")).isEqualTo(SESSIONS);
        }
    }

    /// Sends the octets and then nothing more; reads replies until the server hangs up.
    private static void attack(SmtpFixture server, byte[] octets) throws IOException {
        try (var client = new Socket()) {
            client.connect(server.address(), 5_000);
            client.setSoTimeout(20_000);
            client.getOutputStream().write(octets);
            client.shutdownOutput();
            String said =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said.lines()).allMatch(line -> line.matches("[2345]\\d\\d[ -].*"));
            assertThat(said).doesNotContain("internal server error");
        } catch (SocketException hungUp) {
            // What the server had not read when it hung up: the client hears a reset
            assertThat(hungUp).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    private static byte[] octets(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(
                    switch (random.nextInt(12)) {
                        case 0 -> "" + (char) random.nextInt(256);
                        case 1 -> "x".repeat(random.nextInt(3000));
                        default -> PIECES.get(random.nextInt(PIECES.size()));
                    });
        }
        return text.toString()
                .getBytes(
                        random.nextBoolean()
                                ? StandardCharsets.UTF_8
                                : StandardCharsets.ISO_8859_1);
    }

    private static long count(SmtpFixture server, String start) throws IOException {
        return server.logged().stream().filter(line -> line.startsWith(start)).count();
    }
}
