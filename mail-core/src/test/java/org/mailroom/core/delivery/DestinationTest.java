// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

class DestinationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(300);
    private static final Feedback DEAD =
            new Feedback.Dead(new Outcome.Deferred("4.4.1", "no answer"));

    private final Destination destination = new Destination(new DeliverySettings.Concurrency(2, 3));

    private Admission enter() {
        return destination.enter(10, NOW);
    }

    @Test
    void lastsUntilAPlaceIsFree() {
        enter();
        enter();
        AtomicInteger admitted = new AtomicInteger();
        Thread third =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    enter();
                                    admitted.incrementAndGet();
                                });
        Awaitility.await().until(() -> third.getState() == Thread.State.WAITING);
        assertThat(admitted).hasValue(0);

        destination.leave(new Feedback.Nothing(), LATER);

        Awaitility.await().untilAtomic(admitted, org.hamcrest.Matchers.equalTo(1));
    }

    @Test
    void growsWithEachSuccessUpToTheLimit() {
        for (int i = 0; i < 5; i++) {
            enter();
            destination.leave(new Feedback.Answered(), LATER);
        }

        for (int i = 0; i < 3; i++) {
            assertThat(enter()).isEqualTo(Admission.GRANTED);
        }
        Thread fourth = Thread.ofVirtual().start(this::enter);
        Awaitility.await().until(() -> fourth.getState() == Thread.State.WAITING);
        destination.close();
    }

    @Test
    void isLeftAloneAfterARoundOfFailures() {
        enter();
        destination.leave(DEAD, LATER);
        assertThat(enter()).isEqualTo(Admission.GRANTED);
        destination.leave(DEAD, LATER);

        assertThat(enter()).isInstanceOf(Admission.Suspended.class);
        assertThat(destination.isForgettable(NOW)).isFalse();
        assertThat(destination.enter(10, LATER)).isEqualTo(Admission.GRANTED);
        assertThat(enter()).isEqualTo(Admission.GRANTED);
    }

    @Test
    void sendsAwayWhoWouldWaitBehindTooMany() {
        enter();
        enter();

        assertThat(destination.enter(0, NOW)).isEqualTo(Admission.CROWDED);
    }

    @Test
    void sendsAllAwayWhenTheServerStops() throws InterruptedException {
        enter();
        enter();
        Thread waiting =
                Thread.ofVirtual().start(() -> assertThat(enter()).isEqualTo(Admission.CLOSING));
        Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);

        destination.close();

        waiting.join();
        assertThat(enter()).isEqualTo(Admission.CLOSING);
    }
}
