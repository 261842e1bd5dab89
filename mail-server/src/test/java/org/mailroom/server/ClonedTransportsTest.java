// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Transports that the administrator declares have values of their own: `slow/unix/...` and
/// `slow_destination_...`.
class ClonedTransportsTest {
    @TempDir Path folder;

    /// Where connections came from.
    private final Queue<String> clients = new ConcurrentLinkedQueue<>();

    /// How many recipients each message had.
    private final Queue<Integer> recipients = new ConcurrentLinkedQueue<>();

    private ServerSocket door;

    @BeforeEach
    void open() throws IOException {
        door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                clients.add(client.getInetAddress().getHostAddress());
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            assertThat(door.isClosed()).isTrue();
        }
    }

    private void serve(Socket client) {
        int named = 0;
        try (client;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        client.getInputStream(), StandardCharsets.US_ASCII))) {
            say(client, "220 sink.test");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("RCPT")) {
                    named++;
                }
                if (line.equals("DATA")) {
                    recipients.add(named);
                    named = 0;
                    say(client, "354 go");
                    while (!line.equals(".")) {
                        line = in.readLine();
                    }
                }
                say(client, "250 sink.test");
            }
        } catch (IOException _) {
            // The server has left
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Sends one message for two, waits until both have it.
    private void send(String more) throws Exception {
        String routes =
                """
                slow/unix/command = smtp
                transport_maps = inline:{slow.test=slow:[127.0.0.1]:%d, other.test=smtp:[127.0.0.1]:%d}
                smtp_tls_security_level = none
                """
                        .formatted(door.getLocalPort(), door.getLocalPort());
        try (Mailroom server = Mailroom.start(TestConfiguration.in(folder, routes + more))) {
            for (String domain : new String[] {"slow.test", "other.test", "script.test"}) {
                send(server, domain);
            }
            Path log = folder.resolve("mail.log");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(log).split("status=", -1).length > 6);
            assertThat(log).content().doesNotContain("status=bounced");
        }
    }

    private static void send(Mailroom server, String domain) throws IOException {
        try (var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
            client.say("EHLO client.test");
            client.upTo("250 ");
            client.say("MAIL FROM:<a@client.test>");
            client.upTo("250 2.1.0");
            for (String user : new String[] {"x", "y"}) {
                client.say("RCPT TO:<" + user + "@" + domain + ">");
                client.upTo("250 2.1.5");
            }
            client.say("DATA");
            client.upTo("354 ");
            client.say("Subject: two\r\n\r\ntext\r\n.");
            client.upTo("250 2.0.0");
        }
    }

    @Test
    void comeFromAnAddressOfTheirOwn() throws Exception {
        send("slow/unix/smtp_bind_address = 127.0.0.2\n");

        assertThat(clients).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
        assertThat(recipients).containsExactly(2, 2);
    }

    @Test
    void haveLimitsOfTheirOwn() throws Exception {
        Path open = ProgramUser.folder(folder);
        send("slow_destination_recipient_limit = 1\n" + script(open));

        assertThat(recipients).containsExactlyInAnyOrder(1, 1, 2);
        assertThat(Files.readAllLines(open.resolve("runs"))).containsExactlyInAnyOrder("1", "1");
    }

    // A program that tells how many recipients it got
    private String script(Path open) {
        return """
        script/unix/command = pipe user=%s argv=/bin/sh -c {echo $$# >>$$0} %s/runs ${recipient}
        script_destination_recipient_limit = 1
        default_transport = script
        """
                .formatted(ProgramUser.NAME, open);
    }
}
