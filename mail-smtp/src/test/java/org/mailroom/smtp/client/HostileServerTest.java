// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Outcome;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Servers that would keep a client for ever, or fill its memory.
@Timeout(60)
class HostileServerTest {
    @TempDir Path folder;

    @Test
    void doesNotListenToAReplyWithoutEnd() throws IOException {
        assertThat(toldBy("220-still greeting\r\n"))
                .isEqualTo("protocol error: host 127.0.0.1[127.0.0.1]: reply has too many lines");
    }

    @Test
    void doesNotListenToALineWithoutEnd() throws IOException {
        assertThat(toldBy("220 " + "x".repeat(1000)))
                .isEqualTo("protocol error: host 127.0.0.1[127.0.0.1]: reply line is too long");
    }

    @Test
    void believesAnAcceptanceOfManyLines() throws IOException {
        var lines =
                new ArrayList<>(
                        List.of(
                                // Of what is passed over nothing is filtered
                                "given replyfilter = inline:{{250-line 300 = 554 no}}",
                                "S: 220 mx.test",
                                "C: EHLO client.test",
                                "S: 250 mx.test",
                                "C: MAIL FROM:<alice@client.test>",
                                "S: 250 ok",
                                "C: RCPT TO:<bob@example.test>",
                                "S: 250 ok",
                                "C: DATA",
                                "S: 354 go",
                                "C… ."));
        IntStream.range(0, 500).forEach(i -> lines.add("S: 250-line " + i));
        lines.add("S: 250 taken");
        lines.add("then bob@example.test = sent 2.0.0 250-line 0 250-line 1 *");

        new DialogueScript(lines).play(folder);
    }

    @Test
    void doesNotWaitForAReplyThatComesOctetByOctet() throws IOException {
        Delivery delivery =
                deliver(
                        new DialogueScript(List.of("given patience = 700")),
                        client -> {
                            while (true) {
                                client.getOutputStream().write('2');
                                pause(client);
                            }
                        });

        assertThat(delivery.outcome().text())
                .isEqualTo(
                        "conversation with 127.0.0.1[127.0.0.1] timed out while receiving the"
                                + " initial server greeting");
    }

    @Test
    void doesNotWaitForWhoTakesAMessageSlowly() throws IOException {
        String content = "Subject: large\\r\\n\\r\\n" + "x".repeat(16 << 20);
        var script =
                new DialogueScript(
                        List.of(
                                "given content = " + content,
                                "given patience = 2000",
                                "given rate = 1000000000"));

        Delivery delivery = deliver(script, HostileServerTest::takeSlowly);

        assertThat(delivery.outcome().text())
                .isEqualTo(
                        "conversation with 127.0.0.1[127.0.0.1] timed out while sending message"
                                + " body");
    }

    @Test
    void readsRepliesBeforeThereAreTooMany() throws IOException {
        int group = MailTransaction.GROUP;
        String recipients =
                IntStream.range(0, group + 1)
                        .mapToObj(i -> "r" + i + "@example.test")
                        .collect(Collectors.joining(" "));
        var beyond = new AtomicInteger(-1);

        Delivery delivery =
                deliver(
                        new DialogueScript(List.of("given recipients = " + recipients)),
                        client -> {
                            say(client, "220 mx");
                            hear(client, 1);
                            say(client, "250-mx\r\n250 PIPELINING");
                            hear(client, 1 + group);
                            beyond.set(client.getInputStream().available());
                            say(client, "250 ok\r\n".repeat(group) + "250 ok");
                            hear(client, 2);
                            say(client, "250 ok\r\n354 go");
                            for (String line = hear(client, 1); !line.equals(".\r\n"); ) {
                                line = hear(client, 1);
                            }
                            say(client, "250 taken");
                        });

        assertThat(delivery.outcome()).isInstanceOf(Outcome.Delivered.class);
        assertThat(beyond).hasValue(0);
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Reads some lines; answers the last.
    private static String hear(Socket client, int lines) throws IOException {
        var line = new StringBuilder();
        for (int left = lines; left > 0; ) {
            if (line.toString().endsWith("\n")) {
                line.setLength(0);
            }
            int octet = client.getInputStream().read();
            assertThat(octet).isNotNegative();
            line.append((char) octet);
            left -= octet == '\n' ? 1 : 0;
        }
        return line.toString();
    }

    private static void takeSlowly(Socket client) throws IOException {
        for (String reply : List.of("220 mx", "250 mx", "250 ok", "250 ok")) {
            say(client, reply);
            hear(client, 1);
        }
        say(client, "354 go");
        // Some octets now and then: each write gets on, the message never arrives
        var clock = Executors.newSingleThreadScheduledExecutor();
        try (clock) {
            while (client.getInputStream().readNBytes(64 * 1024).length > 0) {
                clock.schedule(() -> {}, 100, TimeUnit.MILLISECONDS).get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    /// What a server does with its client.
    private interface Behaviour {
        void with(Socket client) throws IOException;
    }

    private static Delivery deliver(DialogueScript script, Behaviour server) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket.setReceiveBufferSize(8 * 1024);
            Thread.ofVirtual().start(() -> serve(socket, server));
            return script.deliverTo(socket.getLocalPort()).getFirst();
        }
    }

    private static void serve(ServerSocket socket, Behaviour server) {
        try (Socket client = socket.accept()) {
            server.with(client);
        } catch (SocketException gone) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a delivery says of a server that says the same again and again.
    private static String toldBy(String again) throws IOException {
        byte[] octets = again.getBytes(StandardCharsets.US_ASCII);
        Delivery delivery =
                deliver(
                        new DialogueScript(List.of("given patience = 1000")),
                        client -> {
                            while (true) {
                                client.getOutputStream().write(octets);
                            }
                        });
        assertThat(delivery.outcome()).isInstanceOf(Outcome.Deferred.class);
        return delivery.outcome().text();
    }

    /// Lets some time pass, in which the client says nothing.
    private static void pause(Socket client) throws IOException {
        client.setSoTimeout(100);
        try {
            assertThat(client.getInputStream().read()).isNegative();
        } catch (SocketTimeoutException passed) {
            client.setSoTimeout(0);
        }
    }
}
