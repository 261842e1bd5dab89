// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What is in the queue is delivered, now or later, over restarts too, and not too much at once.
class QueueManagerTest {
    private static final Outcome LATER = new Outcome.Deferred("4.2.2", "mailbox is full");
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
    void logsTheLinesOfPostfix() {
        QueueId id = lab.send("local@example.org");

        lab.awaitEmpty();
        Awaitility.await().until(() -> lab.log.size() == 3);
        assertThat(lab.log)
                .containsExactly(
                        "qmgr[101]: "
                                + id
                                + ": from=<local@example.org>, size=23, nrcpt=1 (queue active)",
                        "local[102]: "
                                + id
                                + ": to=<local@example.org>, relay=local, delay=0, delays=0/0/0/0,"
                                + " dsn=2.0.0, status=sent (delivered to mailbox)",
                        "qmgr[101]: " + id + ": removed");
    }

    @Test
    void logsWhatTheSenderWroteWhereItWasRewritten() {
        var rewritten =
                new Recipient(
                        DeliveryLab.address("local@example.org"),
                        DeliveryLab.address("alias@example.org"),
                        Optional.empty());
        lab.send(DeliveryLab.envelope(DeliveryLab.sender(), List.of(rewritten)), "x");

        lab.awaitEmpty();
        assertThat(lab.logged("to=<local@example.org>, orig_to=<alias@example.org>, relay=local"))
                .hasSize(1);
    }

    @Test
    void carriesEachHostItsRecipientsAndEachMailboxItsOwn() {
        lab.send("a@one.test", "b@one.test", "c@one.test", "x@two.test", "local1@e", "local2@e");

        lab.awaitEmpty();
        assertThat(lab.carried)
                .extracting(
                        it -> it.recipients().stream().map(r -> r.address().toString()).toList())
                .containsExactlyInAnyOrder(
                        List.of("a@one.test", "b@one.test"),
                        List.of("c@one.test"),
                        List.of("x@two.test"),
                        List.of("local1@e"),
                        List.of("local2@e"));
    }

    @Test
    void triesAgainWhenItIsDueAndNotBefore() {
        lab.mailboxes = _ -> LATER;
        lab.send("local@example.org");
        lab.awaitDeferred(1);
        assertThat(lab.logged("dsn=4.2.2, status=deferred (mailbox is full)")).hasSize(1);
        lab.mailboxes = _ -> DeliveryLab.SENT;

        lab.pass(Duration.ofSeconds(299));
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
        assertThat(lab.attempts("local@example.org")).isEqualTo(1);

        lab.pass(Duration.ofSeconds(2));
        lab.awaitEmpty();
        assertThat(lab.attempts("local@example.org")).isEqualTo(2);
    }

    @Test
    void keepsWhatItsSenderWantsToGoLaterOverARestart() throws IOException {
        Duration late = Duration.ofDays(6);
        lab.sendLater(late, "local@example.org");
        lab.awaitDeferred(1);

        lab.queueManager().flush();
        lab.restart(Duration.ZERO);
        lab.queueManager().flush();
        lab.pass(late.minusSeconds(1));
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
        assertThat(lab.attempts("local@example.org")).isZero();

        lab.pass(Duration.ofSeconds(1));
        lab.awaitEmpty();
        assertThat(lab.attempts("local@example.org")).isEqualTo(1);
    }

    @Test
    void sendsWhatIsToGoLaterWhereAnOperatorNamesIt() {
        lab.sendLater(Duration.ofDays(6), "local@example.org");
        lab.awaitDeferred(1);

        lab.operations().flush(List.copyOf(lab.queue().entries()));

        lab.awaitEmpty();
        assertThat(lab.attempts("local@example.org")).isEqualTo(1);
    }

    @Test
    void countsTheAgeOfMailFromTheTimeThatItsSenderWantsItToGo() {
        lab.mailboxes = _ -> LATER;
        lab.sendLater(Duration.ofDays(6), "local@example.org");
        lab.awaitDeferred(1);

        lab.pass(Duration.ofDays(6));
        Awaitility.await().until(() -> lab.logged("status=deferred").size() == 1);

        assertThat(lab.logged("expired")).isEmpty();
    }

    @Test
    void triesDeferredMailAtOnceOnFlush() {
        lab.mailboxes = _ -> LATER;
        lab.send("local@example.org");
        lab.awaitDeferred(1);
        lab.mailboxes = _ -> DeliveryLab.SENT;

        lab.queueManager().flush();

        lab.awaitEmpty();
    }

    @Test
    void keepsItsPatienceOverARestart() throws IOException {
        lab.mailboxes = _ -> LATER;
        lab.send("local@example.org");
        lab.awaitDeferred(1);

        lab.restart(Duration.ofSeconds(5));

        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
        lab.mailboxes = _ -> DeliveryLab.SENT;
        lab.pass(Duration.ofSeconds(301));
        lab.awaitEmpty();
    }

    @Test
    void neverDeliversAgainWhatWasDeliveredBeforeARestart() throws IOException {
        lab.eachRecipient =
                it ->
                        it.address().localPart().equals("late")
                                ? Optional.of(LATER)
                                : Optional.empty();
        lab.send("early@one.test", "late@two.test", "local@example.org");
        lab.awaitDeferred(1);

        lab.restart(Duration.ofSeconds(5));
        lab.eachRecipient = _ -> Optional.empty();
        lab.pass(Duration.ofSeconds(301));

        lab.awaitEmpty();
        assertThat(lab.attempts("early@one.test")).isEqualTo(1);
        assertThat(lab.attempts("local@example.org")).isEqualTo(1);
        assertThat(lab.attempts("late@two.test")).isEqualTo(2);
    }

    @Test
    void takesUpAtOnceWhatAStopHasCutOff() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    DeliveryLab.awaitQuietly(never);
                    return LATER;
                };
        lab.send("a@slow.test");
        Awaitility.await().until(() -> lab.attempts("a@slow.test") == 1);

        lab.hosts = _ -> DeliveryLab.SENT;
        lab.restart(Duration.ofMillis(10));

        lab.awaitEmpty();
        assertThat(lab.attempts("a@slow.test")).isEqualTo(2);
        never.countDown();
    }

    @Test
    void waitsForRunningDeliveriesWhenItStops() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    begun.countDown();
                    DeliveryLab.awaitQuietly(finish);
                    return DeliveryLab.SENT;
                };
        lab.send("a@one.test");
        DeliveryLab.awaitQuietly(begun);
        Thread stopping =
                Thread.ofVirtual().start(() -> lab.queueManager().stop(Duration.ofSeconds(10)));
        Awaitility.await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);

        finish.countDown();

        Awaitility.await().until(() -> !stopping.isAlive());
        assertThat(lab.queue().entries()).isEmpty();
    }

    @Test
    void limitsDeliveriesToOneHostButNotToMailboxes() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch mailboxes = new CountDownLatch(60);
        lab.hosts =
                _ -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                    return DeliveryLab.SENT;
                };
        lab.mailboxes =
                _ -> {
                    mailboxes.countDown();
                    DeliveryLab.awaitQuietly(mailboxes);
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 60; i++) {
            lab.send("local@example.org");
            lab.send("a@one.test");
        }

        Awaitility.await().until(() -> mailboxes.getCount() == 0);
        lab.awaitEmpty();
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void leavesADeadHostAlone() {
        lab.hosts = _ -> NO_ANSWER;
        for (int i = 0; i < 20; i++) {
            lab.send("a@dead.test");
        }

        lab.awaitDeferred(20);
        assertThat(lab.attempts("a@dead.test")).isLessThan(10);
        assertThat(lab.logged("relay=none"))
                .isNotEmpty()
                .allMatch(
                        line ->
                                line.contains(
                                        "dsn=4.4.1, status=deferred (delivery temporarily"
                                                + " suspended: no answer)"));
    }

    @Test
    void discardsWhatTheRouteDiscards() {
        lab.send("discarded@example.org");

        lab.awaitEmpty();
        assertThat(lab.logged("discard["))
                .singleElement()
                .asString()
                .endsWith("relay=none, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (silently)");
    }

    @Test
    void defersOnABugOfACourierOrARouter() {
        lab.mailboxes =
                _ -> {
                    throw new IllegalStateException("a bug");
                };
        lab.send("local@example.org", "bug@example.org");

        lab.awaitDeferred(1);
        assertThat(lab.logged("dsn=4.3.0, status=deferred")).hasSize(2);
        assertThat(lab.logged("a bug")).isEmpty();
    }

    @Test
    void neverWorksOnMoreThanTheActiveLimit() {
        CountDownLatch never = new CountDownLatch(1);
        lab.mailboxes =
                _ -> {
                    DeliveryLab.awaitQuietly(never);
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 150; i++) {
            lab.send("local@example.org");
        }

        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(100, 50, 0));
        never.countDown();
        lab.awaitEmpty();
    }
}
