// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.delivery.DeliveryLab.awaitQuietly;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Who brings mail faster than it can be delivered is slowed down (`in_flow_delay`).
class BackPressureTest {
    private static final int ACTIVE_LIMIT = 3;

    @TempDir private Path folder;
    private DeliveryLab lab;
    private final CountDownLatch hanging = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        DeliverySettings.Limits usual = DeliverySettings.Limits.DEFAULT;
        TransportLimits one = TransportLimits.DEFAULT.with(TransportLimits.Concurrency.of(1, 1));
        lab =
                new DeliveryLab(
                        folder,
                        new DeliverySettings(
                                RetrySchedule.DEFAULT,
                                ACTIVE_LIMIT,
                                1000,
                                new DeliverySettings.Limits(one, usual.mailboxes(), Map.of()),
                                Duration.ofHours(1),
                                DeliverySettings.Bounces.AT_ONCE));
        lab.hosts =
                _ -> {
                    awaitQuietly(hanging);
                    return DeliveryLab.SENT;
                };
    }

    @AfterEach
    void close() throws IOException {
        hanging.countDown();
        lab.close();
    }

    private void awaitWaiting(int messages) {
        Awaitility.await().until(() -> lab.queueManager().snapshot().incoming() == messages);
    }

    /// One at its destination, and one more in the line than there may be of one client.
    private void crowd() {
        for (int i = 0; i < ACTIVE_LIMIT + 2; i++) {
            Thread.ofVirtual().start(() -> lab.sendAs("bulk", "a@slow.test"));
            awaitWaiting(i);
        }
    }

    @Test
    void slowsWhoBringsMoreThanDestinationsTake() {
        crowd();

        Thread next = Thread.ofVirtual().start(() -> lab.sendAs("bulk", "a@slow.test"));

        Awaitility.await().until(() -> next.getState() == Thread.State.TIMED_WAITING);
        // It is stored by then: only the answer is late
        assertThat(lab.queue().entries()).hasSize(ACTIVE_LIMIT + 3);
        next.interrupt();
    }

    @Test
    void slowsNobodyElseForASlowDestination() throws InterruptedException {
        crowd();

        Thread others =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    lab.sendAs("other", "a@slow.test");
                                    lab.send("a@slow.test");
                                });

        assertThat(others.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void slowsNobodyWhileMailIsDelivered() throws InterruptedException {
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < 10 * ACTIVE_LIMIT; i++) {
                                        lab.send("local@example.org");
                                        Awaitility.await()
                                                .until(() -> lab.queue().entries().isEmpty());
                                    }
                                });

        assertThat(sender.join(Duration.ofMinutes(1))).isTrue();
        assertThat(lab.attempts("local@example.org")).isEqualTo(10 * ACTIVE_LIMIT);
    }
}
