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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Mail that waits for its destination keeps no other mail waiting.
class WaitingLinesTest {
    private static final Outcome NO_ANSWER = new Outcome.Deferred("4.4.1", "no answer");

    @TempDir private Path folder;
    private DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliveryLab.SETTINGS);
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    @Test
    void keepsTwoHangingDestinationsFromDelayingAnother() {
        CountDownLatch slow = new CountDownLatch(1);
        lab.hosts =
                it -> {
                    if (it.recipients().getFirst().address().domain().startsWith("slow")) {
                        awaitQuietly(slow);
                    }
                    return DeliveryLab.SENT;
                };
        // Each more than the active limit of 100.
        for (int i = 0; i < 150; i++) {
            lab.send("a@slow1.test");
            lab.send("a@slow2.test");
        }

        lab.send("a@fast.test", "b@slow1.test");

        Awaitility.await().until(() -> lab.attempts("a@fast.test") == 1);
        awaitSnapshot(new QueueSnapshot(4, 297, 0));
        assertThat(lab.attempts("a@slow1.test")).isEqualTo(2);
        assertThat(lab.attempts("a@slow2.test")).isEqualTo(2);
        slow.countDown();
        lab.awaitEmpty();
        assertThat(lab.logged("status=sent")).hasSize(302);
    }

    private void awaitSnapshot(QueueSnapshot expected) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(lab.queueManager().snapshot()).isEqualTo(expected));
    }

    @Test
    void keepsABurstToARelayInItsLine() throws InterruptedException {
        int messages = 10_000;
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        lab.hosts =
                _ -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    awaitQuietly(open);
                    now.decrementAndGet();
                    return DeliveryLab.SENT;
                };
        sendAtOnce(messages, "a@relay.test");
        awaitSnapshot(new QueueSnapshot(2, messages - 2, 0));
        lab.send("local@example.org");
        Awaitility.await().until(() -> lab.attempts("local@example.org") == 1);

        open.countDown();

        lab.awaitEmpty();
        assertThat(lab.attempts("a@relay.test")).isEqualTo(messages);
        assertThat(lab.logged("(queue active)")).hasSize(messages + 1);
        assertThat(most.get()).isBetween(2, 3);
    }

    private void sendAtOnce(int messages, String recipient) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            senders.add(Thread.ofVirtual().start(() -> lab.send(recipient)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void keepsOneMessageToManyFromTakingAllThreads() {
        int many = 5000;
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        lab.mailboxes =
                it -> {
                    if (it.envelope().recipients().size() == many) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        awaitQuietly(slow);
                        now.decrementAndGet();
                    }
                    return DeliveryLab.SENT;
                };
        String[] list = recipients(many);
        lab.send(list);
        Awaitility.await().until(() -> now.get() == 50);

        lab.send("local@example.org");

        Awaitility.await().until(() -> lab.attempts("local@example.org") == 1);
        slow.countDown();
        lab.awaitEmpty();
        assertThat(most).hasValue(50);
        assertThat(lab.carried).hasSize(many + 1);
    }

    private static String[] recipients(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "local" + i + "@example.org")
                .toArray(String[]::new);
    }

    @Test
    void worksOnNoMoreLargeMessagesThanTheirRecipientsFitIntoMemory() {
        CountDownLatch slow = new CountDownLatch(1);
        lab.mailboxes =
                it -> {
                    if (it.envelope().recipients().size() > 1) {
                        awaitQuietly(slow);
                    }
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 4; i++) {
            lab.send(recipients(600));
        }
        // The limit is 1000: reached with the second.
        awaitSnapshot(new QueueSnapshot(2, 2, 0));

        lab.send("local@example.org");

        Awaitility.await().until(() -> lab.attempts("local@example.org") == 1);
        slow.countDown();
        lab.awaitEmpty();
        assertThat(lab.carried).hasSize(4 * 600 + 1);
    }

    @Test
    void sendsAllThatWaitsAwayWhenItsDestinationDies() {
        CountDownLatch dead = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    awaitQuietly(dead);
                    return NO_ANSWER;
                };
        for (int i = 0; i < 300; i++) {
            lab.send("a@dead.test");
        }
        awaitSnapshot(new QueueSnapshot(2, 298, 0));

        dead.countDown();

        awaitSnapshot(new QueueSnapshot(0, 0, 300));
        assertThat(lab.attempts("a@dead.test")).isEqualTo(2);
        assertThat(lab.logged("delivery temporarily suspended: no answer")).hasSize(298);
    }

    @Test
    void forgetsNothingThatWaitsWhenItStops() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    awaitQuietly(never);
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 20; i++) {
            lab.send("a@slow.test", "local@example.org");
        }
        Awaitility.await().until(() -> lab.attempts("local@example.org") == 20);
        awaitSnapshot(new QueueSnapshot(2, 18, 0));

        lab.hosts = _ -> DeliveryLab.SENT;
        lab.restart(Duration.ofMillis(10));

        lab.awaitEmpty();
        assertThat(lab.attempts("local@example.org")).isEqualTo(20);
        never.countDown();
    }
}
