// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/// What clients hear when the server stops: the last word of their protocol, at once.
class ShutdownTest {
    @TempDir Path folder;

    @Test
    @SuppressWarnings("try") // the stop is what is tested
    void saysGoodByeToThoseWhoWait() throws IOException {
        try (Mailroom server = start();
                var smtp = new Client(server, "smtp");
                var imap = new Client(server, "imap");
                var idling = new Client(server, "imap");
                var pop3 = new Client(server, "pop3")) {
            idling.say("a LOGIN demo secret", "a OK");
            idling.say("b SELECT INBOX", "b OK");
            idling.say("c IDLE", "+ idling");

            server.close();

            assertThat(smtp.rest())
                    .containsExactly("421 4.3.2 mail.example.org Error: server is shutting down");
            assertThat(imap.rest()).containsExactly("* BYE Server shutting down.");
            assertThat(idling.rest()).containsExactly("* BYE Server shutting down.");
            assertThat(pop3.rest()).containsExactly("-ERR [SYS/TEMP] Server shutting down.");
        }
    }

    // Neither for what a client is told nor for the way of a message
    @Test
    void waitsForNoNameServer() throws IOException {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String more =
                    """
                    dns_servers = 127.0.0.1:%d
                    smtpd_sender_restrictions = reject_unknown_sender_domain
                    default_transport = smtp
                    """
                            .formatted(silent.getLocalPort());
            Instant stopped;
            try (Mailroom server = start(more);
                    var sender = new Client(server, "smtp");
                    var stranger = new Client(server, "smtp")) {
                sender.say("EHLO client.test", "250 ");
                sender.say("MAIL FROM:<demo@example.org>", "250 ");
                sender.say("RCPT TO:<x@far.test>", "250 ");
                sender.say("DATA", "354 ");
                sender.say("Subject: x\r\n\r\nText\r\n.", "250 ");
                stranger.say("EHLO client.test", "250 ");
                stranger.say("MAIL FROM:<x@slow.test>", "250 ");
                stranger.send("RCPT TO:<demo@example.org>");
                awaitQuestions(silent, "far", "slow");
                stopped = Instant.now();
            }

            assertThat(Duration.between(stopped, Instant.now())).isLessThan(Duration.ofSeconds(4));
            assertThat(folder.resolve("mail.log")).content().doesNotContain("status=deferred");
        }
    }

    private static void awaitQuestions(DatagramSocket silent, String... labels) throws IOException {
        var packet = new DatagramPacket(new byte[512], 512);
        silent.setSoTimeout(10_000);
        var open = new HashSet<>(List.of(labels));
        while (!open.isEmpty()) {
            silent.receive(packet);
            String seen =
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
            open.removeIf(seen::contains);
        }
    }

    private Mailroom start() throws IOException {
        return start("");
    }

    private Mailroom start(String more) throws IOException {
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.createDirectory(folder.resolve("mail"));
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + more);
        return Mailroom.start(MainCf.load(folder, List.of()));
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;

        /// Connects and reads the greeting.
        Client(Mailroom server, String service) throws IOException {
            socket.connect(server.address(service), 10_000);
            socket.setSoTimeout(10_000);
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
        }

        void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        void say(String line, String until) throws IOException {
            send(line);
            String answer = in.readLine();
            while (!answer.startsWith(until)) {
                answer = in.readLine();
            }
        }

        List<String> rest() {
            return in.lines().toList();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
