// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mailroom.core.delivery.DeliveryLab.awaitQuietly;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// Two deliveries at once go to a destination; what asks about addresses there is one of them.
class WithinLimitsTest {
    private static final Outcome.Deferred NO_ANSWER = new Outcome.Deferred("4.4.1", "no answer");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private DeliveryLab lab;
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliveryLab.SETTINGS);
    }

    @AfterEach
    void close() throws IOException {
        go.countDown();
        lab.close();
    }

    private List<Courier.Delivery> answer(Outcome outcome) {
        asked.incrementAndGet();
        return List.of(new Courier.Delivery(outcome, "mx.test"));
    }

    private static FutureTask<Outcome> ask(Courier courier, String address) {
        Address recipient = DeliveryLab.address(address);
        var question =
                new FutureTask<>(
                        () -> courier.deliver(consignment(recipient)).getFirst().outcome());
        Thread.ofVirtual().start(question);
        return question;
    }

    private static Consignment consignment(Address recipient) {
        var envelope =
                new Envelope(
                        ReversePath.NULL,
                        List.of(Recipient.of(recipient)),
                        Origin.internal(),
                        Envelope.Body.EIGHT_BIT_MIME,
                        Envelope.Encoding.ASCII,
                        Optional.empty());
        return new Consignment(
                new QueueId("NOQUEUE"),
                Instant.EPOCH,
                envelope.with(Envelope.Purpose.PROBE),
                MessageContent.of(new byte[0]),
                envelope.recipients(),
                List.of(new Route.ToHosts("smtp", "smtp", recipient.domain(), recipient)),
                1);
    }

    private void occupy(String domain) {
        lab.hosts =
                _ -> {
                    awaitQuietly(go);
                    return DeliveryLab.SENT;
                };
        lab.send("a@" + domain);
        lab.send("b@" + domain);
        await().until(() -> lab.carried.size() == 2);
    }

    @Test
    void waitsForAPlaceAmongTheDeliveries() throws Exception {
        Courier courier = lab.queueManager().withinLimits(_ -> answer(DeliveryLab.SENT));
        occupy("full.test");

        FutureTask<Outcome> waiting = ask(courier, "c@full.test");

        assertThat(ask(courier, "c@other.test").get()).isEqualTo(DeliveryLab.SENT);
        assertThat(asked).hasValue(1);
        go.countDown();
        assertThat(waiting.get()).isEqualTo(DeliveryLab.SENT);
    }

    @Test
    void takesAPlaceOfTheDeliveries() throws Exception {
        Courier courier =
                lab.queueManager()
                        .withinLimits(
                                _ -> {
                                    asked.incrementAndGet();
                                    awaitQuietly(go);
                                    return answer(DeliveryLab.SENT);
                                });
        FutureTask<Outcome> first = ask(courier, "a@full.test");
        FutureTask<Outcome> second = ask(courier, "b@full.test");
        await().until(() -> asked.get() == 2);

        lab.send("c@full.test");
        lab.send("c@other.test");

        await().until(() -> lab.attempts("c@other.test") == 1);
        assertThat(lab.attempts("c@full.test")).isZero();
        go.countDown();
        assertThat(first.get()).isEqualTo(second.get());
        lab.awaitEmpty();
        assertThat(lab.attempts("c@full.test")).isEqualTo(1);
    }

    @Test
    void asksNobodyWhereADestinationIsDead() throws Exception {
        Courier courier = lab.queueManager().withinLimits(_ -> answer(NO_ANSWER));
        ask(courier, "a@dead.test").get();
        ask(courier, "b@dead.test").get();

        assertThat(ask(courier, "c@dead.test").get())
                .isEqualTo(
                        new Outcome.Deferred("4.4.1", "delivery temporarily suspended: no answer"));
        assertThat(asked).hasValue(2);
        lab.send("d@dead.test");
        await().until(() -> !lab.logged("status=deferred").isEmpty());
        assertThat(lab.carried).isEmpty();
    }

    @Test
    void takesNoPlaceWhereItIsGivenUpInTheLine() throws Exception {
        Courier courier = lab.queueManager().withinLimits(_ -> answer(DeliveryLab.SENT));
        occupy("full.test");

        giveUp(courier, "c@full.test");
        go.countDown();

        lab.awaitEmpty();
        assertThat(asked).hasValue(0);
        // Its place is free again
        assertThat(ask(courier, "d@full.test").get()).isEqualTo(DeliveryLab.SENT);
        assertThat(ask(courier, "e@full.test").get()).isEqualTo(DeliveryLab.SENT);
    }

    private static void giveUp(Courier courier, String address) throws InterruptedException {
        Address recipient = DeliveryLab.address(address);
        Thread waiting = Thread.ofVirtual().start(() -> courier.deliver(consignment(recipient)));
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        waiting.join();
    }

    private void limit(TransportLimits hosts) {
        DeliverySettings usual = DeliveryLab.SETTINGS;
        lab.settings.replace(
                new DeliverySettings(
                        usual.retry(),
                        usual.activeLimit(),
                        usual.activeRecipientLimit(),
                        new DeliverySettings.Limits(hosts, usual.limits().mailboxes(), Map.of()),
                        usual.inFlowDelay(),
                        usual.bounces()));
    }

    @Test
    void keepsNoMailWaitingForARestBehindWhatWasGivenUp() throws Exception {
        limit(TransportLimitsTest.withRateDelay(MINUTE));
        Courier courier = lab.queueManager().withinLimits(_ -> answer(DeliveryLab.SENT));
        lab.send("a@slow.test");
        lab.awaitEmpty();
        for (String one : List.of("c@slow.test", "d@slow.test", "e@slow.test")) {
            giveUp(courier, one);
        }

        lab.send("b@slow.test");
        await().until(() -> lab.queueManager().snapshot().equals(new QueueSnapshot(0, 1, 0)));
        lab.pass(MINUTE);

        lab.awaitEmpty();
        assertThat(lab.attempts("b@slow.test")).isEqualTo(1);
        assertThat(asked).hasValue(0);
    }

    @Test
    void leavesItsPlaceToOthersWhereItIsGivenUpBeforeTheTransport() throws Exception {
        limit(TransportLimitsTest.withTransport(0, MINUTE));
        Courier courier = lab.queueManager().withinLimits(_ -> answer(DeliveryLab.SENT));
        lab.send("a@other.test");
        lab.awaitEmpty();
        // As many as have a place at the destination, and more
        for (int i = 0; i < 7; i++) {
            giveUp(courier, i + "@slow.test");
        }

        lab.send("b@slow.test");
        await().until(() -> lab.queueManager().snapshot().equals(new QueueSnapshot(0, 1, 0)));
        lab.pass(MINUTE);

        lab.awaitEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void callsNoDestinationDeadThatWasGivenTooLittleTime() throws Exception {
        Courier courier =
                lab.queueManager()
                        .withinLimits(
                                _ -> {
                                    Thread.currentThread().interrupt();
                                    return answer(NO_ANSWER);
                                });
        for (String one : List.of("a@slow.test", "b@slow.test", "c@slow.test")) {
            assertThat(ask(courier, one).get()).isEqualTo(NO_ANSWER);
        }

        lab.send("d@slow.test");

        lab.awaitEmpty();
        assertThat(lab.attempts("d@slow.test")).isEqualTo(1);
    }
}
