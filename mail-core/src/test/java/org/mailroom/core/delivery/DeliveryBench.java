// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Prints how many messages of 4 KiB a second pass through queue and delivery, into mailboxes that
/// cost nothing.
@Tag("bench")
class DeliveryBench {
    private static final int MESSAGES = 40_000;
    private static final String CONTENT = "Subject: x\r\n\r\n" + "0123456789abcde\n".repeat(256);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50})
    void printsMessagesPerSecond(int senders) throws Exception {
        try (DeliveryLab lab = new DeliveryLab(folder, DeliverySettings.DEFAULT)) {
            run(lab, senders, MESSAGES / 4);

            Duration time = run(lab, senders, MESSAGES);

            System.out.printf(
                    "queue and delivery: %d senders: %,d messages/s%n",
                    senders, MESSAGES * 1000L / time.toMillis());
            assertThat(lab.queue().entries()).isEmpty();
        }
    }

    private static Duration run(DeliveryLab lab, int senders, int messages) throws Exception {
        lab.log.clear();
        lab.carried.clear();
        AtomicInteger left = new AtomicInteger(messages);
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            String recipient = "local" + i + "@example.org";
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (left.getAndDecrement() > 0) {
                                            lab.send(DeliveryLab.sender(), CONTENT, recipient);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> lab.queue().entries().isEmpty());
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
