// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Many clients wait for the greeting while one that need not comes in.
class ScreenLoadTest {
    private static final int SLOW = 2_000;
    private static final Given GIVEN =
            new Given(Map.of("postscreen_greet_wait", "600", "postscreen_greet_action", "enforce"));

    @TempDir Path folder;

    @Test
    void letsOthersThroughWhileThousandsWait() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (var server = new SmtpFixture(folder, GIVEN, Purpose.RELAY)) {
            long before = usedMemory();
            for (int i = 0; i < SLOW; i++) {
                waiting.add(connect(server, "127.0.0.2"));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.logged().size(), lines -> lines == SLOW);
            long perClient = (usedMemory() - before) / SLOW;

            long start = System.nanoTime();
            deliver(server);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);

            assertThat(taken).isLessThan(Duration.ofSeconds(1));
            assertThat(server.queued()).hasSize(1);
            assertThat(perClient).as("octets for each that waits").isLessThan(16 * 1024);
            for (Socket socket : waiting) {
                socket.close();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    server.logged().stream()
                                            .filter(line -> line.startsWith("HANGUP after "))
                                            .count(),
                            ended -> ended == SLOW);
        }
    }

    private static Socket connect(SmtpFixture server, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(server.address(), 10_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void deliver(SmtpFixture server) throws IOException {
        try (Socket socket = connect(server, "127.0.0.1")) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String command :
                    List.of(
                            "HELO client.test",
                            "MAIL FROM:<a@client.test>",
                            "RCPT TO:<demo@example.org>",
                            "DATA",
                            "Subject: hello\r\n\r\nhello\r\n.",
                            "QUIT")) {
                assertThat(in.readLine()).matches("[23].*");
                socket.getOutputStream()
                        .write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(in.readLine()).startsWith("221");
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
