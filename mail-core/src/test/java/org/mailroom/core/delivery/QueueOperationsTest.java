// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueueName;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

class QueueOperationsTest {
    private static final Outcome LATER = new Outcome.Deferred("4.2.2", "mailbox is full");
    private static final Duration TWO_HOURS = Duration.ofHours(2);

    @TempDir private Path folder;
    private DeliveryLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliveryLab.SETTINGS);
        lab.mailboxes = _ -> LATER;
        lab.hosts = _ -> LATER;
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    private QueueEntry deferred(String... recipients) {
        QueueEntry entry = entry(lab.send(recipients));
        awaitDeferred(entry);
        return entry;
    }

    private QueueEntry entry(QueueId id) {
        return lab.queue().find(id.text()).orElseThrow();
    }

    private void awaitDeferred(QueueEntry entry) {
        Awaitility.await().until(() -> !entry.deferrals().isEmpty());
        Awaitility.await().until(() -> lab.queueManager().snapshot().active() == 0);
    }

    private void awaitAttempts(int attempts) {
        Awaitility.await().until(() -> lab.carried.size() == attempts);
        Awaitility.await().until(() -> lab.queueManager().snapshot().active() == 0);
    }

    private QueueName queueOf(QueueEntry entry) {
        return entry.queue(DeliveryLab.START);
    }

    @Test
    void triesNothingThatIsHeldUntilItIsReleased() throws IOException {
        QueueEntry entry = deferred("local@e");

        assertThat(lab.operations().hold(List.of(entry))).containsExactly(entry);
        lab.pass(TWO_HOURS);
        lab.operations().flush();

        assertThat(queueOf(entry)).isEqualTo(QueueName.HOLD);
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 0));
        assertThat(lab.carried).hasSize(1);

        lab.mailboxes = _ -> DeliveryLab.SENT;
        assertThat(lab.operations().release(List.of(entry))).containsExactly(entry);
        lab.awaitEmpty();
    }

    @Test
    void holdsOverARestart() throws IOException {
        QueueEntry entry = deferred("local@e");
        lab.operations().hold(List.of(entry));

        lab.restart(Duration.ofSeconds(5));
        lab.pass(TWO_HOURS);
        QueueEntry again = entry(entry.id());
        assertThat(queueOf(again)).isEqualTo(QueueName.HOLD);
        assertThat(lab.carried).hasSize(1);

        lab.mailboxes = _ -> DeliveryLab.SENT;
        lab.operations().release(List.of(again));
        lab.awaitEmpty();
    }

    @Test
    void letsAnAttemptEndAndHoldsWhatIsLeft() throws IOException {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        lab.mailboxes =
                _ -> {
                    begun.countDown();
                    Awaitility.await().until(() -> end.getCount() == 0);
                    return LATER;
                };
        QueueEntry entry = entry(lab.send("local@e"));
        Awaitility.await().until(() -> begun.getCount() == 0);

        lab.operations().hold(List.of(entry));
        end.countDown();

        awaitDeferred(entry);
        lab.pass(TWO_HOURS);
        assertThat(queueOf(entry)).isEqualTo(QueueName.HOLD);
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 0));
    }

    @Test
    void releasedBeforeItsTimeItWaitsForIt() throws IOException {
        QueueEntry entry = deferred("local@e");
        lab.operations().hold(List.of(entry));

        lab.operations().release(List.of(entry));

        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
        assertThat(queueOf(entry)).isEqualTo(QueueName.DEFERRED);
        assertThat(lab.operations().release(List.of(entry))).isEmpty();
    }

    @Test
    void flushesSomeMessagesOnly() {
        QueueEntry one = deferred("local1@e");
        deferred("local2@e");

        assertThat(lab.operations().flush(List.of(one))).isOne();

        awaitAttempts(3);
        assertThat(lab.attempts("local1@e")).isEqualTo(2);
        assertThat(lab.attempts("local2@e")).isOne();
    }

    @Test
    void flushesWhatGoesToADeadHost() {
        lab.hosts = _ -> new Outcome.Deferred("4.4.1", "no answer");
        QueueEntry entry = deferred("a@dead.test");

        lab.operations().flush(List.of(entry));
        awaitAttempts(2);
        lab.operations().flush();
        awaitAttempts(3);
    }

    @Test
    void deletesWithoutAWord() throws IOException {
        QueueEntry entry = deferred("local@e");

        assertThat(lab.operations().delete(List.of(entry, entry))).containsExactly(entry);

        lab.pass(TWO_HOURS);
        lab.restart(Duration.ofSeconds(5));
        assertThat(lab.queue().entries()).isEmpty();
        assertThat(lab.carried).hasSize(1);
        assertThat(lab.logged("notification")).isEmpty();
    }

    @Test
    void neverTriesADeletedMessageAgainThatWasUnderWay() throws IOException {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        lab.mailboxes =
                _ -> {
                    begun.countDown();
                    Awaitility.await().until(() -> end.getCount() == 0);
                    return LATER;
                };
        QueueEntry entry = entry(lab.send("local@e"));
        Awaitility.await().until(() -> begun.getCount() == 0);

        lab.operations().delete(List.of(entry));
        end.countDown();

        Awaitility.await().until(() -> lab.queueManager().snapshot().active() == 0);
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 0));
        assertThat(lab.queue().entries()).isEmpty();
        assertThat(lab.logged(": removed")).isEmpty();
    }

    @Test
    void expiredItGoesBackAfterOneMoreAttempt() throws IOException {
        lab.mailboxes = _ -> DeliveryLab.SENT;
        QueueEntry entry = deferred("a@host.test");

        lab.operations().expire(List.of(entry));

        lab.awaitEmpty();
        assertThat(lab.attempts("a@host.test")).isEqualTo(2);
        assertThat(lab.logged("status=force-expired, returned to sender")).hasSize(1);
        assertThat(lab.logged("sender non-delivery notification")).hasSize(1);
    }

    @Test
    void expiredWhileItIsHeldItWaitsForTheRelease() throws IOException {
        lab.mailboxes = _ -> DeliveryLab.SENT;
        QueueEntry entry = deferred("a@host.test");
        lab.operations().hold(List.of(entry));

        lab.operations().expire(List.of(entry));
        assertThat(queueOf(entry)).isEqualTo(QueueName.HOLD);
        assertThat(lab.carried).hasSize(1);

        lab.operations().expireAndRelease(List.of(entry));
        lab.awaitEmpty();
        assertThat(lab.logged("status=force-expired, returned to sender")).hasSize(1);
    }

    @Test
    void takesTheWayThatAnOperatorNames() throws IOException {
        QueueEntry entry = deferred("a@host.test");
        lab.operations().transport(List.of(entry), Optional.of("smtp:[192.0.2.9]"));
        lab.restart(Duration.ofSeconds(5));

        lab.operations().flush();
        awaitAttempts(2);
        assertThat(lab.carried.getLast().routes())
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .contains("nexthop=[192.0.2.9]");

        lab.operations().transport(List.of(entry(entry.id())), Optional.empty());
        lab.operations().flush();
        awaitAttempts(3);
        assertThat(lab.carried.getLast().routes().toString()).contains("nexthop=host.test");
    }

    @Test
    void bringsInAgainWhatIsLeft() throws IOException {
        lab.eachRecipient =
                it ->
                        it.address().localPart().equals("local1")
                                ? Optional.of(DeliveryLab.SENT)
                                : Optional.empty();
        var list =
                List.of(
                        Recipient.of(DeliveryLab.address("local1@e")),
                        aliased("local2@e"),
                        aliased("local3@e"));
        QueueEntry entry =
                entry(lab.send(DeliveryLab.envelope(DeliveryLab.sender(), list), "text"));
        awaitDeferred(entry);

        assertThat(lab.operations().requeue(List.of(entry))).containsExactly(entry);

        Awaitility.await().until(() -> lab.attempts("alias@e") == 1);
        assertThat(lab.logged("removed"))
                .singleElement()
                .asString()
                .endsWith(": " + entry.id() + ": removed");
        assertThat(lab.logged("pickup"))
                .singleElement()
                .asString()
                .endsWith("> orig_id=" + entry.id());
        assertThat(lab.queue().entries()).singleElement().isNotSameAs(entry);
        assertThat(lab.queue().load(lab.queue().entries().iterator().next()))
                .hasValueSatisfying(
                        it ->
                                assertThat(it.envelope().recipients())
                                        .containsExactly(
                                                Recipient.of(DeliveryLab.address("alias@e"))));
    }

    /// RFC 3461 §5.2.7.3: the sender hears once that it is an alias of several.
    @Test
    void bringsInAnAliasOnceOfWhichTheSenderHasHeard() throws IOException {
        Notify rest = Notify.parse("SUCCESS,FAILURE").orElseThrow().withoutSuccess();
        var list =
                List.of(
                        aliased("local2@e").with(rest.withExpansion()),
                        aliased("local3@e").with(rest));
        QueueEntry entry =
                entry(lab.send(DeliveryLab.envelope(DeliveryLab.sender(), list), "text"));
        awaitDeferred(entry);

        lab.operations().requeue(List.of(entry));

        Awaitility.await().until(() -> lab.attempts("alias@e") == 1);
        assertThat(lab.carried)
                .extracting(Consignment::recipients)
                .contains(List.of(aliased("alias@e").with(rest)));
    }

    /// An alias may have stood for a command and a user.
    @Test
    void bringsInTheAliasAndNotWhatWasDoneForIt() throws IOException {
        var command = new Handover(Handover.Kind.COMMAND, "false", "ann");
        var list = List.of(aliased("alias@e").handedTo(command), aliased("local2@e"));
        QueueEntry entry =
                entry(lab.send(DeliveryLab.envelope(DeliveryLab.sender(), list), "text"));
        awaitDeferred(entry);

        lab.operations().requeue(List.of(entry));

        Awaitility.await().until(() -> lab.attempts("alias@e") == 2);
        assertThat(lab.carried)
                .extracting(Consignment::recipients)
                .contains(List.of(aliased("alias@e")));
    }

    private static Recipient aliased(String address) {
        return new Recipient(
                DeliveryLab.address(address), DeliveryLab.address("alias@e"), Optional.empty());
    }

    @Test
    void bringsInAMessageOnlyOnceThoughTwoAskForIt() throws IOException {
        QueueEntry entry = deferred("local@e");
        var second = new ArrayList<QueueEntry>();
        lab.meanwhile = () -> second.addAll(requeue(entry));

        assertThat(requeue(entry)).containsExactly(entry);

        assertThat(second).isEmpty();
        assertThat(lab.queue().entries()).hasSize(1);
    }

    @Test
    void doesNotTryWhatIsReleasedWhileItIsBroughtInAgain() throws IOException {
        QueueEntry entry = deferred("local@e");
        lab.operations().hold(List.of(entry));
        var meanwhile = new ArrayList<QueueSnapshot>();
        lab.meanwhile =
                () -> {
                    release(entry);
                    meanwhile.add(lab.queueManager().snapshot());
                };

        assertThat(requeue(entry)).containsExactly(entry);

        assertThat(meanwhile).containsExactly(new QueueSnapshot(0, 0, 0));
    }

    @Test
    void triesWhatIsReleasedMeanwhileAndNotTakenAgain() throws IOException {
        QueueEntry entry = deferred("local@e");
        lab.operations().hold(List.of(entry));
        lab.meanwhile = () -> release(entry);
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(452, "4.3.1", "disk full"));

        assertThat(requeue(entry)).isEmpty();

        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
    }

    /// Each that comes in is synced, those that leave are together.
    @Test
    void bringsInManyInBatches() throws IOException {
        var entries = new ArrayList<QueueEntry>();
        for (int i = 0; i < 120; i++) {
            entries.add(entry(lab.send("local" + i + "@e")));
        }
        Awaitility.await().until(() -> lab.queueManager().snapshot().deferred() == 120);
        long before = lab.queue().syncs();

        assertThat(lab.operations().requeue(entries)).containsExactlyInAnyOrderElementsOf(entries);

        assertThat(lab.queue().syncs() - before).isLessThan(2 * 120 - 60);
        assertThat(lab.queue().entries()).hasSize(120).doesNotContainAnyElementsOf(entries);
    }

    private List<QueueEntry> requeue(QueueEntry entry) {
        try {
            return lab.operations().requeue(List.of(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void release(QueueEntry entry) {
        try {
            lab.operations().release(List.of(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsWhatIntakeDoesNotTakeAgain() throws IOException {
        QueueEntry entry = deferred("a@host.test");
        lab.draftRefusal = Optional.of(new Draft.Committed.Refused(452, "4.3.1", "disk full"));

        assertThat(lab.operations().requeue(List.of(entry))).isEmpty();

        assertThat(lab.queue().entries()).containsExactly(entry);
        assertThat(lab.queueManager().snapshot()).isEqualTo(new QueueSnapshot(0, 0, 1));
    }

    @Test
    void doesNotBringInAgainWhatIsUnderWay() throws IOException {
        var end = new CountDownLatch(1);
        lab.mailboxes =
                _ -> {
                    Awaitility.await().until(() -> end.getCount() == 0);
                    return DeliveryLab.SENT;
                };
        QueueEntry entry = entry(lab.send("local@e"));

        assertThat(lab.operations().requeue(List.of(entry))).isEmpty();

        end.countDown();
        lab.awaitEmpty();
        assertThat(lab.carried).hasSize(1);
    }

    // RFC 4865 §4: it goes no sooner, whatever an operator does with the rest of the queue
    @Test
    void requeuesWhatItsSenderWantsToGoLater() throws IOException {
        Duration delay = Duration.ofHours(3);
        lab.mailboxes = _ -> DeliveryLab.SENT;
        QueueEntry old = entry(lab.sendLater(delay, "local@example.org"));

        lab.operations().requeue(List.of(old));

        QueueEntry requeued = lab.queue().entries().iterator().next();
        assertThat(requeued.id()).isNotEqualTo(old.id());
        assertThat(requeued.due()).contains(DeliveryLab.START.plus(delay));
        assertThat(requeued.deferrals())
                .singleElement()
                .asString()
                .contains("held until 2026-11-22T12:00:00Z, as its sender asked");
        lab.pass(delay);
        Awaitility.await().until(() -> lab.attempts("local@example.org") == 1);
    }
}
