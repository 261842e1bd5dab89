// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueName;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// What operators do with messages: hold, release, flush, delete, expire, send another way.
class QueueOperationsTest extends QueueOperationsLab {
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
}
