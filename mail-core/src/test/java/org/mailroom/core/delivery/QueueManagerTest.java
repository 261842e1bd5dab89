// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class QueueManagerTest {
    private static final Outcome LATER = new Outcome.Deferred("4.2.2", "mailbox is full");
    private static final Outcome NO_ANSWER = new Outcome.Deferred("4.4.1", "no answer");
    private static final Outcome NEVER = new Outcome.Failed("5.2.1", "mailbox disabled");
    static final DeliverySettings SETTINGS =
            new DeliverySettings(
                    new RetrySchedule(
                            Duration.ofSeconds(300),
                            Duration.ofSeconds(4000),
                            Duration.ofSeconds(300),
                            Duration.ofDays(5),
                            Duration.ofDays(5),
                            Duration.ofHours(4)),
                    100,
                    1000,
                    limits(TransportLimits.Concurrency.of(2, 3), 2),
                    Duration.ZERO);

    static DeliverySettings.Limits limits(TransportLimits.Concurrency hosts, int recipients) {
        return new DeliverySettings.Limits(
                new TransportLimits(hosts, recipients, Duration.ZERO, 0, Duration.ZERO),
                DeliverySettings.Limits.DEFAULT.mailboxes(),
                Map.of());
    }

    @TempDir private Path folder;
    private DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, SETTINGS);
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private void awaitEmpty() {
        Awaitility.await().until(() -> lab.queue().entries().isEmpty());
    }

    private void awaitDeferred(int messages) {
        Awaitility.await().until(() -> lab.queueManager().snapshot().deferred() == messages);
    }

    private static String text(Consignment consignment) {
        try (InputStream in = consignment.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void logsTheLinesOfPostfix() {
        QueueId id = lab.send("local@example.org");

        awaitEmpty();
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

        awaitEmpty();
        assertThat(lab.logged("to=<local@example.org>, orig_to=<alias@example.org>, relay=local"))
                .hasSize(1);
    }

    @Test
    void carriesEachHostItsRecipientsAndEachMailboxItsOwn() {
        lab.send("a@one.test", "b@one.test", "c@one.test", "x@two.test", "local1@e", "local2@e");

        awaitEmpty();
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
        awaitDeferred(1);
        assertThat(lab.logged("dsn=4.2.2, status=deferred (mailbox is full)")).hasSize(1);
        lab.mailboxes = _ -> DeliveryLab.SENT;

        lab.pass(Duration.ofSeconds(299));
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
        assertThat(lab.attempts("local@example.org")).isEqualTo(1);

        lab.pass(Duration.ofSeconds(2));
        awaitEmpty();
        assertThat(lab.attempts("local@example.org")).isEqualTo(2);
    }

    @Test
    void triesDeferredMailAtOnceOnFlush() {
        lab.mailboxes = _ -> LATER;
        lab.send("local@example.org");
        awaitDeferred(1);
        lab.mailboxes = _ -> DeliveryLab.SENT;

        lab.queueManager().flush();

        awaitEmpty();
    }

    @Test
    void keepsItsPatienceOverARestart() throws IOException {
        lab.mailboxes = _ -> LATER;
        lab.send("local@example.org");
        awaitDeferred(1);

        lab.restart(Duration.ofSeconds(5));

        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
        lab.mailboxes = _ -> DeliveryLab.SENT;
        lab.pass(Duration.ofSeconds(301));
        awaitEmpty();
    }

    @Test
    void neverDeliversAgainWhatWasDeliveredBeforeARestart() throws IOException {
        lab.eachRecipient =
                it ->
                        it.address().localPart().equals("late")
                                ? Optional.of(LATER)
                                : Optional.empty();
        lab.send("early@one.test", "late@two.test", "local@example.org");
        awaitDeferred(1);

        lab.restart(Duration.ofSeconds(5));
        lab.eachRecipient = _ -> Optional.empty();
        lab.pass(Duration.ofSeconds(301));

        awaitEmpty();
        assertThat(lab.attempts("early@one.test")).isEqualTo(1);
        assertThat(lab.attempts("local@example.org")).isEqualTo(1);
        assertThat(lab.attempts("late@two.test")).isEqualTo(2);
    }

    @Test
    void takesUpAtOnceWhatAStopHasCutOff() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    awaitQuietly(never);
                    return LATER;
                };
        lab.send("a@slow.test");
        Awaitility.await().until(() -> lab.attempts("a@slow.test") == 1);

        lab.hosts = _ -> DeliveryLab.SENT;
        lab.restart(Duration.ofMillis(10));

        awaitEmpty();
        assertThat(lab.attempts("a@slow.test")).isEqualTo(2);
        never.countDown();
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void waitsForRunningDeliveriesWhenItStops() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        lab.hosts =
                _ -> {
                    begun.countDown();
                    awaitQuietly(finish);
                    return DeliveryLab.SENT;
                };
        lab.send("a@one.test");
        awaitQuietly(begun);
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
                    awaitQuietly(mailboxes);
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 60; i++) {
            lab.send("local@example.org");
            lab.send("a@one.test");
        }

        Awaitility.await().until(() -> mailboxes.getCount() == 0);
        awaitEmpty();
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void leavesADeadHostAlone() {
        lab.hosts = _ -> NO_ANSWER;
        for (int i = 0; i < 20; i++) {
            lab.send("a@dead.test");
        }

        awaitDeferred(20);
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
    void tellsTheSenderOfWhatWillNeverBeDelivered() {
        lab.hosts = _ -> NEVER;
        QueueId id = lab.send("a@one.test", "rejected@example.org");

        awaitEmpty();
        Consignment notification = lab.carried.getLast();
        assertThat(notification.envelope().sender()).isEqualTo(ReversePath.NULL);
        assertThat(notification.recipients())
                .extracting(it -> it.address().toString())
                .containsExactly("local@example.org");
        assertThat(text(notification))
                .contains("<a@one.test>: mailbox disabled", "<rejected@example.org>: unknown user");
        assertThat(lab.logged(id + ": sender non-delivery notification: " + notification.id()))
                .hasSize(1);
        assertThat(lab.logged("error[")).hasSize(1);
        assertThat(lab.logged("status=bounced")).hasSize(2);
    }

    @Test
    void tellsNobodyOfALostNotification() {
        lab.hosts = _ -> NEVER;
        lab.send(ReversePath.NULL, "x", "a@one.test");

        awaitEmpty();
        assertThat(lab.carried).hasSize(1);
        assertThat(lab.logged("notification")).isEmpty();
    }

    @Test
    void keepsARecipientWhoseNotificationCannotBeQueued() {
        lab.hosts = _ -> NEVER;
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(452, "4.3.1", "disk full"));
        lab.send("a@one.test");

        awaitDeferred(1);
        lab.draftRefusal = Optional.empty();
        lab.pass(Duration.ofSeconds(301));
        awaitEmpty();
        assertThat(lab.logged("non-delivery notification")).hasSize(1);
    }

    @Test
    void tellsTheSenderOfAMessageThatWasDamagedInTheQueue() throws IOException {
        lab.hosts = _ -> LATER;
        lab.send(DeliveryLab.sender(), "Subject: x\r\n\r\ncontent to be damaged\r\n", "a@one.test");
        awaitDeferred(1);
        lab.restart(Duration.ofSeconds(5));
        damage("content to be damaged");
        lab.hosts = consignment -> new Outcome.Delivered("2.0.0", text(consignment));

        lab.pass(Duration.ofSeconds(301));
        Awaitility.await().until(() -> lab.attempts("a@one.test") == 2);
        awaitDeferred(1);
        lab.pass(Duration.ofSeconds(301));

        awaitEmpty();
        assertThat(text(lab.carried.getLast()))
                .contains("<a@one.test>: the message was damaged in the queue")
                .doesNotContain("to be damaged");
        try (var kept = Files.list(folder.resolve("corrupt"))) {
            assertThat(kept).hasSize(1);
        }
    }

    private void damage(String content) throws IOException {
        try (var files = Files.list(folder.resolve("journal"))) {
            for (Path file : files.toList()) {
                byte[] octets = Files.readAllBytes(file);
                int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf(content);
                if (at >= 0) {
                    octets[at] ^= 1;
                    Files.write(file, octets, StandardOpenOption.WRITE);
                }
            }
        }
    }

    @Test
    void asksNobodyTwiceToTakeANotificationThatIsRefusedForGood() {
        lab.hosts = _ -> NEVER;
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(554, "5.4.0", "too many hops"));
        lab.send("a@one.test");

        awaitEmpty();
        assertThat(lab.logged("notification")).isEmpty();
    }

    @Test
    void givesUpWhenTheLifetimeIsOver() {
        lab.hosts = _ -> LATER;
        QueueId id = lab.send("a@one.test");
        awaitDeferred(1);

        lab.pass(Duration.ofDays(5));

        awaitEmpty();
        assertThat(
                        lab.logged(
                                id
                                        + ": from=<local@example.org>, status=expired, returned to"
                                        + " sender"))
                .hasSize(1);
        assertThat(text(lab.carried.getLast()))
                .contains("<a@one.test>: mailbox is full", "Action: failed");
    }

    @Test
    void warnsOfADelayOnce() throws IOException {
        lab.hosts = _ -> LATER;
        QueueId id = lab.send("a@one.test");
        awaitDeferred(1);

        for (int i = 2; i < 6; i++) {
            int attempt = i;
            lab.pass(Duration.ofHours(2));
            Awaitility.await().until(() -> lab.attempts("a@one.test") == attempt);
            awaitDeferred(1);
            lab.restart(Duration.ofSeconds(5));
        }

        assertThat(lab.logged(id + ": sender delay notification: ")).hasSize(1);
        List<Consignment> warnings =
                lab.carried.stream()
                        .filter(it -> it.envelope().sender().equals(ReversePath.NULL))
                        .toList();
        assertThat(warnings).hasSize(1);
    }

    @Test
    void discardsWhatTheRouteDiscards() {
        lab.send("discarded@example.org");

        awaitEmpty();
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

        awaitDeferred(1);
        assertThat(lab.logged("dsn=4.3.0, status=deferred")).hasSize(2);
        assertThat(lab.logged("a bug")).isEmpty();
    }

    @Test
    void neverWorksOnMoreThanTheActiveLimit() {
        CountDownLatch never = new CountDownLatch(1);
        lab.mailboxes =
                _ -> {
                    awaitQuietly(never);
                    return DeliveryLab.SENT;
                };
        for (int i = 0; i < 150; i++) {
            lab.send("local@example.org");
        }

        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(100, 50, 0));
        never.countDown();
        awaitEmpty();
    }
}
