// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Messages are brought in again (`postsuper -r`).
class RequeueTest extends QueueOperationsLab {
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

        assertThat(lab.operations().requeue(List.of(entry)))
                .extracting(QueueOperations.Requeued::old)
                .containsExactly(entry);

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

        assertThat(lab.operations().requeue(entries))
                .extracting(QueueOperations.Requeued::old)
                .containsExactlyInAnyOrderElementsOf(entries);

        assertThat(lab.queue().syncs() - before).isLessThan(2 * 120 - 60);
        assertThat(lab.queue().entries()).hasSize(120).doesNotContainAnyElementsOf(entries);
    }

    private List<QueueEntry> requeue(QueueEntry entry) {
        try {
            return lab.operations().requeue(List.of(entry)).stream()
                    .map(QueueOperations.Requeued::old)
                    .toList();
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

        List<QueueOperations.Requeued> told = lab.operations().requeue(List.of(old));

        QueueEntry requeued = lab.queue().entries().iterator().next();
        assertThat(requeued.id()).isNotEqualTo(old.id()).isEqualTo(told.getFirst().id());
        assertThat(requeued.due()).contains(DeliveryLab.START.plus(delay));
        assertThat(requeued.deferrals())
                .singleElement()
                .asString()
                .contains("held until 2026-11-22T12:00:00Z, as its sender asked");
        lab.pass(delay);
        Awaitility.await().until(() -> lab.attempts("local@example.org") == 1);
    }
}
