// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailroom.core.delivery.DeliveryLab.awaitQuietly;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// How much goes through one transport at once, and how fast.
class TransportLimitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private final List<DeliveryLab> labs = new ArrayList<>();

    private DeliveryLab open(TransportLimits smtp) throws IOException {
        DeliverySettings.Limits usual = DeliverySettings.Limits.DEFAULT;
        var lab =
                new DeliveryLab(
                        folder,
                        new DeliverySettings(
                                RetrySchedule.DEFAULT,
                                1000,
                                1000,
                                new DeliverySettings.Limits(
                                        usual.hosts(), usual.mailboxes(), Map.of("smtp", smtp)),
                                Duration.ZERO,
                                DeliverySettings.Bounces.AT_ONCE));
        labs.add(lab);
        return lab;
    }

    @AfterEach
    void close() throws IOException {
        for (DeliveryLab lab : labs) {
            lab.close();
        }
    }

    private static void awaitCarried(DeliveryLab lab, int count) {
        Awaitility.await().untilAsserted(() -> assertThat(lab.carried).hasSize(count));
    }

    private static void awaitSnapshot(DeliveryLab lab, QueueSnapshot expected) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(lab.queueManager().snapshot()).isEqualTo(expected));
    }

    static TransportLimits withRateDelay(Duration delay) {
        TransportLimits usual = TransportLimits.DEFAULT;
        return new TransportLimits(
                usual.concurrency(),
                usual.recipients(),
                delay,
                usual.transportConcurrency(),
                usual.transportRateDelay());
    }

    static TransportLimits withTransport(int limit, Duration delay) {
        TransportLimits usual = TransportLimits.DEFAULT;
        return new TransportLimits(
                usual.concurrency(), usual.recipients(), usual.rateDelay(), limit, delay);
    }

    @Test
    void lastsADelayBetweenDeliveriesToOneDestination() throws IOException {
        DeliveryLab lab = open(withRateDelay(MINUTE));
        for (int i = 0; i < 3; i++) {
            lab.send("a@slow.test");
        }
        lab.send("a@other.test");

        awaitCarried(lab, 2);
        awaitSnapshot(lab, new QueueSnapshot(0, 2, 0));
        lab.pass(MINUTE.minusMillis(1));
        assertThat(lab.attempts("a@slow.test")).isEqualTo(1);
        lab.pass(Duration.ofMillis(1));
        awaitCarried(lab, 3);
        awaitSnapshot(lab, new QueueSnapshot(0, 1, 0));
        lab.pass(MINUTE);
        awaitCarried(lab, 4);
        assertThat(lab.attempts("a@slow.test")).isEqualTo(3);
    }

    @Test
    void lastsADelayBetweenDeliveriesThroughOneTransport() throws IOException {
        DeliveryLab lab = open(withTransport(0, MINUTE));
        lab.send("a@one.test");
        awaitCarried(lab, 1);
        awaitSnapshot(lab, new QueueSnapshot(0, 0, 0));
        lab.send("a@two.test");
        lab.send("a@three.test");
        lab.send("local@example.org");

        awaitCarried(lab, 2);
        awaitSnapshot(lab, new QueueSnapshot(0, 2, 0));
        lab.pass(MINUTE);
        awaitCarried(lab, 3);
        awaitSnapshot(lab, new QueueSnapshot(0, 1, 0));
        lab.pass(MINUTE);
        awaitCarried(lab, 4);
    }

    @Test
    void countsAllDeliveriesOfATransport() throws IOException {
        DeliveryLab lab = open(withTransport(3, Duration.ZERO));
        CountDownLatch slow = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    awaitQuietly(slow);
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 10; i++) {
            lab.send("a@host" + i + ".test");
        }

        awaitSnapshot(lab, new QueueSnapshot(3, 7, 0));
        assertThat(lab.carried).hasSize(3);
        slow.countDown();
        awaitCarried(lab, 10);
    }

    @Test
    void putsAsManyRecipientsIntoOneDeliveryAsAreSet() throws IOException {
        DeliveryLab lab = open(TransportLimits.DEFAULT.withRecipients(3));

        lab.send("a@one.test", "b@one.test", "c@one.test", "d@one.test");

        awaitCarried(lab, 2);
        assertThat(lab.carried)
                .extracting(it -> it.recipients().size())
                .containsExactlyInAnyOrder(3, 1);
    }

    @Test
    void takesEachRecipientForADestinationWhereADeliveryHasOne() throws IOException {
        DeliveryLab lab =
                open(
                        TransportLimits.DEFAULT
                                .with(TransportLimits.Concurrency.of(1, 1))
                                .withRecipients(1));
        CountDownLatch slow = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    awaitQuietly(slow);
                    return DeliveryLab.SENT;
                };

        lab.send("a@one.test", "b@one.test", "c@one.test");

        awaitCarried(lab, 3);
        slow.countDown();
    }
}
