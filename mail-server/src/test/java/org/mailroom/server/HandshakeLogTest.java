// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the mail log has of clients that come no farther than the handshake with which their
/// connection begins: one set of lines for each.
class HandshakeLogTest {
    private static final String FURTHER = "127.0.0.1:0/inet/";
    private static final String CLIENT = "localhost[127.0.0.1]";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"submissions", "127.0.0.1:0", "smtp"})
    void tellsOfItAsPostfixDoes(String service) throws IOException {
        assertThat(logged(service, "smtpd_tls_loglevel = 0", "AUTH PLAIN AGRlbW8Ac2VjcmV0\r\n"))
                .containsExactly(
                        "connect from " + CLIENT,
                        "SSL_accept error from " + CLIENT,
                        "lost connection after CONNECT from " + CLIENT,
                        "disconnect from " + CLIENT + " commands=0/0");
    }

    @Test
    void tellsWhyWhereItIsTold() throws IOException {
        assertThat(logged("submissions", "smtpd_tls_loglevel = 2", "AUTH PLAIN AGRlbW8A\r\n"))
                .containsExactly(
                        "connect from " + CLIENT,
                        "setting up TLS connection from " + CLIENT,
                        "SSL_accept error from " + CLIENT,
                        "warning: TLS library problem: TLS handshake: not a TLS record",
                        "lost connection after CONNECT from " + CLIENT,
                        "disconnect from " + CLIENT + " commands=0/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imaps", "pop3s"})
    void tellsOfItAsDovecotDoes(String service) throws IOException {
        String protocol = service.substring(0, service.length() - 1);

        assertThat(logged(service, "", "a LOGIN demo secret\r\n"))
                .singleElement()
                .asString()
                .matches(
                        protocol
                                + "-login: Disconnected \\(no auth attempts in \\d+ secs\\):"
                                + " user=<>, rip=127\\.0\\.0\\.1, lip=127\\.0\\.0\\.1, TLS"
                                + " handshaking: not a TLS record, session=<\\S{16}>");
    }

    @Test
    void tellsOfWhoSaysNothing() throws IOException {
        assertThat(logged("submissions", "smtpd_tls_loglevel = 2\nsmtpd_starttls_timeout = 1s", ""))
                .contains("warning: TLS library problem: TLS handshake: timeout")
                .endsWith("disconnect from " + CLIENT + " commands=0/0");
    }

    /// What the log has of one client that sends that, and waits for the end.
    private List<String> logged(String service, String parameter, String sent) throws IOException {
        String more =
                String.join(
                        "\n",
                        parameter,
                        FURTHER + "command = smtpd",
                        FURTHER + "smtpd_tls_wrappermode = yes",
                        "smtp/inet/smtpd_tls_wrappermode = yes\n");
        Path log = folder.resolve("mail.log");
        try (var server = Mailroom.start(TestConfiguration.in(folder, more))) {
            send(server.address(service), sent);
            await().until(
                            () ->
                                    Files.readString(log)
                                            .matches("(?s).*: (disconnect|\\S+-login: ).*"));
        }
        return Files.readAllLines(log).stream()
                .filter(line -> line.matches(".*(smtpd\\[|-login: ).*"))
                .map(line -> line.replaceFirst("^.*?(smtpd\\[\\d+]|dovecot): ", ""))
                .toList();
    }

    private static void send(InetSocketAddress address, String text) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(address);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
        }
    }
}
