// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Who guesses passwords, and `mailroom block`.
class BlockCommandTest {
    private static final String RULES =
            """
            pop3_listen = 127.0.0.1:0
            imap_listen = 127.0.0.1:0
            submission_listen = 127.0.0.1:0
            auth_failure_delay = 0
            auth_client_failure_limit = 2
            """;

    @TempDir Path folder;

    private static String login(LocalServer server, String password) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server.address("pop3"), 10_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            ("USER ann\r\nPASS " + password + "\r\nQUIT\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            in.readLine();
            return String.valueOf(in.readLine());
        }
    }

    @Test
    void keepsWhoHasGuessedTooOftenOutUntilTheBlockIsRemoved() throws Exception {
        var server = new LocalServer(folder, RULES + "mynetworks = 192.0.2.0/24\n");
        try {
            assertThat(server.mailroom("block", "list")).isEmpty();
            assertThat(login(server, "one")).startsWith("-ERR [AUTH]");
            assertThat(login(server, "two")).startsWith("-ERR [AUTH]");

            assertThat(server.mailroom("reload")).endsWith("reloaded\n");

            assertThat(login(server, "secret")).isEqualTo("-ERR [AUTH] Authentication failed.");
            assertThat(server.mailroom("block", "list"))
                    .matches("127\\.0\\.0\\.1 until [-0-9]+ [:0-9]+, 2 wrong passwords\n");
            server.awaitLog("no more logins of 127.0.0.1 for 1h: 2 wrong passwords");
            assertThat(server.mailroom("block", "remove", "127.0.0.1"))
                    .isEqualTo("127.0.0.1 can log in again\n");
            assertThat(server.mailroom("block", "remove", "127.0.0.1"))
                    .isEqualTo("1: error: 127.0.0.1 is not blocked\n");
            assertThat(login(server, "secret")).startsWith("+OK");
        } finally {
            server.stop();
        }
    }

    // Who reads the log would look for a wrong password
    @Test
    void theLogTellsThatALoginWasBlocked() throws Exception {
        var server =
                new LocalServer(
                        folder,
                        RULES
                                + "mynetworks = 192.0.2.0/24\n"
                                + "submission/inet/smtpd_tls_security_level = may\n"
                                + "submission/inet/smtpd_tls_auth_only = no\n"
                                + "auth_block_time = 10m\n");
        try {
            login(server, "one");
            login(server, "two");
            server.awaitLog("no more logins of 127.0.0.1 for 10m: 2 wrong passwords");
            assertThat(server.log()).doesNotContain("blocked");

            login(server, "secret");
            say(server, "imap", "a LOGIN ann secret\r\nb LOGOUT\r\n");
            say(server, "submission", "EHLO a\r\nAUTH PLAIN AGFubgBzZWNyZXQ=\r\nQUIT\r\n");

            server.awaitLog(
                    "SASL PLAIN authentication failed: blocked after too many wrong passwords,"
                            + " sasl_username=ann");
            assertThat(server.log())
                    .containsPattern(
                            "pop3-login: Aborted login .* rip=127\\.0\\.0\\.1, .*blocked, session")
                    .containsPattern(
                            "imap-login: Aborted login .* rip=127\\.0\\.0\\.1, .*blocked, session");
        } finally {
            server.stop();
        }
    }

    private static void say(LocalServer server, String service, String lines) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server.address(service), 10_000);
            socket.setSoTimeout(10_000);
            for (String line : lines.lines().map(it -> it + "\r\n").toList()) {
                // Who speaks before the greeting is turned away
                assertThat(socket.getInputStream().read(new byte[4096])).isPositive();
                socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            }
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void neverBlocksOwnNetworks() throws Exception {
        var server = new LocalServer(folder, RULES + "mynetworks = 127.0.0.0/8\n");
        try {
            for (String guess : new String[] {"one", "two", "three"}) {
                assertThat(login(server, guess)).startsWith("-ERR [AUTH]");
            }

            assertThat(login(server, "secret")).startsWith("+OK");
            assertThat(server.mailroom("block", "list")).isEmpty();
        } finally {
            server.stop();
        }
    }
}
