// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Prints how long queue and manager take to start over deferred messages, and the memory that they
/// need; a million have to fit into a heap of 1 GiB, and to be taken up within seconds.
@Tag("bench")
class DeferredBench {
    private static final int SENDERS = 200;
    private static final long MIB = 1 << 20;
    private static final Outcome NO_ANSWER =
            new Outcome.Deferred("4.4.1", "connect to mx.example.net[192.0.2.1]:25: timed out");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, 1_000_000})
    void printsStartAndMemory(int messages) throws Exception {
        try (DeliveryLab lab = new DeliveryLab(folder, DeliverySettings.DEFAULT)) {
            lab.keepsNothing();
            lab.hosts = _ -> NO_ANSWER;
            fill(lab, messages);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> lab.queueManager().snapshot().deferred() == messages);
            long begun = System.nanoTime();

            lab.restart(Duration.ofSeconds(10));

            Duration start = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(lab.queueManager().snapshot().deferred()).isEqualTo(messages);
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
            System.out.printf(
                    "%,d deferred messages: stopped and started in %.1f s, %,d MiB of heap in use,"
                            + " %,d MiB resident%n",
                    messages, start.toMillis() / 1000.0, heap, resident());
            assertThat(heap).as("MiB of heap").isLessThan(700);
            assertThat(start).isLessThan(Duration.ofSeconds(60));
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private static void fill(DeliveryLab lab, int messages) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(messages);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            String recipient = "user" + i + "@remote" + i + ".example.net";
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (left.getAndDecrement() > 0) {
                                            lab.send(recipient);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
