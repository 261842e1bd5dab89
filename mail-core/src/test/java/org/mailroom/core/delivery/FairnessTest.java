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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Mail to many, and mail to a destination that is dead, keep a single message to anybody else
/// waiting for less than a second. What is in its way here does not move at all, so that no speed
/// of a machine can hide a wait.
class FairnessTest {
    private static final int MANY = 100_000;
    private static final Duration AT_MOST = Duration.ofSeconds(1);

    @TempDir private Path folder;
    private DeliveryLab lab;
    private final CountDownLatch hanging = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliverySettings.DEFAULT);
        lab.hosts = this::hangUnlessSingle;
        lab.mailboxes = this::hangUnlessSingle;
        // What is compiled by and by is not what is measured.
        expectAtOnce("local-first@example.org");
    }

    @AfterEach
    void close() throws IOException {
        hanging.countDown();
        lab.close();
    }

    private Outcome hangUnlessSingle(Consignment consignment) {
        if (consignment.envelope().origin().login().equals(Optional.of("mailing"))) {
            awaitQuietly(hanging);
        }
        return DeliveryLab.SENT;
    }

    private static String[] many(int count, IntFunction<String> recipient) {
        return IntStream.range(0, count).mapToObj(recipient).toArray(String[]::new);
    }

    private void awaitDeliveries(int count) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> lab.carried.size() >= count);
    }

    private void expectAtOnce(String recipient) {
        int before = lab.attempts(recipient);
        lab.sendAs("single", recipient);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(AT_MOST)
                .until(() -> lab.attempts(recipient) == before + 1);
    }

    @Test
    void isKeptBesidesAMailingToOneHost() {
        lab.sendAs("mailing", many(MANY, i -> "a" + i + "@mailing.test"));
        awaitDeliveries(6);

        expectAtOnce("b@other.test");
        expectAtOnce("local@example.org");
    }

    @Test
    void isKeptBesidesAMailingToManyHosts() {
        lab.sendAs("mailing", many(MANY, i -> "a@host" + i + ".test"));
        awaitDeliveries(51);

        expectAtOnce("b@other.test");
        expectAtOnce("local@example.org");
    }

    @Test
    void isKeptBesidesAMailingToManyMailboxes() {
        lab.sendAs("mailing", many(MANY, i -> "local" + i + "@example.org"));
        awaitDeliveries(51);

        expectAtOnce("b@other.test");
        expectAtOnce("local-other@example.org");
    }

    @Test
    void isKeptBesidesManyMessagesOfOneSenderToManyHosts() {
        for (int i = 0; i < 1000; i++) {
            lab.sendAs("mailing", "a@host" + i + ".test");
        }
        awaitDeliveries(401);

        expectAtOnce("b@other.test");
        assertThat(lab.carried).as("places in use").hasSize(402);
    }

    @Test
    void isKeptBesidesADeadDestinationWithManyMessages() {
        for (int i = 0; i < 1000; i++) {
            lab.sendAs("mailing", "a" + i + "@dead.test");
        }
        awaitDeliveries(6);

        expectAtOnce("b@other.test");
        expectAtOnce("local@example.org");
    }

    @Test
    void isKeptBesidesAMailingThatIsDueAgain() {
        lab.hosts = _ -> new Outcome.Deferred("4.4.1", "no answer");
        lab.sendAs("mailing", many(MANY, i -> "a@host" + i + ".test"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> lab.queueManager().snapshot().deferred() == 1);
        lab.hosts = this::hangUnlessSingle;
        int before = lab.carried.size();

        lab.queueManager().flush();
        awaitDeliveries(before + 1);

        expectAtOnce("b@other.test");
    }

    @Test
    void waitsForOneTurnAtTheDestinationOfAMailing() {
        Semaphore turns = new Semaphore(0);
        lab.hosts =
                _ -> {
                    turns.acquireUninterruptibly();
                    return DeliveryLab.SENT;
                };
        lab.sendAs("mailing", many(MANY, i -> "a" + i + "@mailing.test"));
        awaitDeliveries(6);
        lab.sendAs("single", "b@mailing.test");
        Awaitility.await().until(() -> lab.queueManager().snapshot().incoming() == 1);

        turns.release(1);
        awaitDeliveries(7);

        // The places are two more by then, as the destination works: one each.
        awaitDeliveries(8);
        assertThat(lab.attempts("b@mailing.test")).isEqualTo(1);
        turns.release(MANY);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> lab.queue().entries().isEmpty());
        assertThat(List.copyOf(lab.carried)).hasSize(MANY / 50 + 2);
    }
}
