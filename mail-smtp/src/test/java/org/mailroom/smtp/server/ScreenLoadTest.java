// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.OneMessage;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.net.Socket;
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
                waiting.add(OneMessage.connect(server.address(), "127.0.0.2"));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.logged().size(), lines -> lines == SLOW);
            long perClient = (usedMemory() - before) / SLOW;

            long start = System.nanoTime();
            OneMessage.deliver(server.address(), "demo@example.org");
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

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
