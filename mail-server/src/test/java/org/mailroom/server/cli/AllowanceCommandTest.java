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

/// What accounts send, and `mailroom allowance`.
class AllowanceCommandTest {
    private static final String RULES =
            """
            submission_listen = 127.0.0.1:0
            submission/smtpd_tls_security_level = may
            submission_message_daily_limit = 1
            submission_recipient_daily_limit = 0
            """;

    @TempDir Path folder;

    // The answer to MAIL
    private static String begin(LocalServer server) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server.address("submission"), 10_000);
            socket.setSoTimeout(10_000);
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            String reply = "";
            for (String line :
                    new String[] {
                        "HELO client.test",
                        "AUTH PLAIN AGFubgBzZWNyZXQ=",
                        "MAIL FROM:<ann@example.org>"
                    }) {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                reply = String.valueOf(in.readLine());
            }
            return reply;
        }
    }

    @Test
    void tellsWhatAccountsHaveSentAndLetsThemBeginAnew() throws Exception {
        var server = new LocalServer(folder, RULES);
        try {
            assertThat(server.mailroom("allowance", "list")).isEmpty();
            assertThat(begin(server)).isEqualTo("250 2.1.0 Ok");
            assertThat(begin(server))
                    .isEqualTo("450 4.7.1 Error: more than 1 messages a day from ann");

            assertThat(server.mailroom("reload")).endsWith("reloaded\n");

            assertThat(server.mailroom("allowance", "list"))
                    .matches(
                            "ann: 1 of 1 messages, 0 recipients, 0 of 500 new recipients"
                                    + " until [-0-9]+ [:0-9]+, stopped\n");
            server.awaitLog(
                    "warning: Daily limit of messages exceeded: 1 from account ann, at last from");
            server.awaitLog(
                    "reject: MAIL from localhost[127.0.0.1]: 450 4.7.1 Error: more than 1 messages"
                        + " a day from ann; from=<ann@example.org> proto=SMTP helo=<client.test>");
            assertThat(server.mailroom("allowance", "reset", "ann"))
                    .isEqualTo("the day of ann begins anew\n");
            assertThat(server.mailroom("allowance", "reset", "ann"))
                    .isEqualTo("1: error: ann has sent nothing in a day\n");
            assertThat(begin(server)).isEqualTo("250 2.1.0 Ok");
        } finally {
            server.stop();
        }
    }
}
