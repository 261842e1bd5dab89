// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class DestinationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(300);
    private static final Feedback DEAD =
            new Feedback.Dead(new Outcome.Deferred("4.4.1", "no answer"));
    private static final Visitor FIRST = _ -> {};
    private static final Visitor SECOND = _ -> {};

    private final Destination destination = new Destination(new DeliverySettings.Concurrency(2, 3));

    private Optional<Admission> enter() {
        return destination.enter(FIRST, NOW);
    }

    private List<Destination.Turn> leave(Feedback feedback) {
        return destination.leave(feedback, LATER);
    }

    @Test
    void letsWhoCameFirstInFirst() {
        enter();
        enter();
        assertThat(destination.enter(FIRST, NOW)).isEmpty();
        assertThat(destination.enter(SECOND, NOW)).isEmpty();

        assertThat(leave(new Feedback.Nothing()))
                .containsExactly(new Destination.Turn(FIRST, Admission.GRANTED));
        assertThat(leave(new Feedback.Nothing()))
                .containsExactly(new Destination.Turn(SECOND, Admission.GRANTED));
        assertThat(leave(new Feedback.Nothing())).isEmpty();
    }

    @Test
    void growsWithEachSuccessUpToTheLimit() {
        for (int i = 0; i < 5; i++) {
            enter();
            leave(new Feedback.Answered());
        }

        for (int i = 0; i < 3; i++) {
            assertThat(enter()).contains(Admission.GRANTED);
        }
        assertThat(enter()).isEmpty();
    }

    @Test
    void letsTwoInWhereASuccessMakesRoomForOneMore() {
        enter();
        enter();
        destination.enter(FIRST, NOW);
        destination.enter(SECOND, NOW);

        assertThat(leave(new Feedback.Answered()))
                .extracting(Destination.Turn::visitor)
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void isLeftAloneAfterARoundOfFailures() {
        enter();
        leave(DEAD);
        assertThat(enter()).contains(Admission.GRANTED);
        leave(DEAD);

        assertThat(enter().orElseThrow()).isInstanceOf(Admission.Suspended.class);
        assertThat(destination.isForgettable(NOW)).isFalse();
        assertThat(destination.enter(FIRST, LATER)).contains(Admission.GRANTED);
        assertThat(destination.enter(FIRST, LATER)).contains(Admission.GRANTED);
    }

    @Test
    void sendsTheWholeLineAwayWhenItIsDead() {
        enter();
        enter();
        destination.enter(FIRST, NOW);
        destination.enter(SECOND, NOW);
        List<Destination.Turn> first = leave(DEAD);

        List<Destination.Turn> turns = leave(DEAD);

        assertThat(first).isEmpty();
        assertThat(turns).extracting(Destination.Turn::visitor).containsExactly(FIRST, SECOND);
        assertThat(turns)
                .extracting(Destination.Turn::admission)
                .hasOnlyElementsOfType(Admission.Suspended.class);
    }

    @Test
    void letsNobodyInWhenTheServerStops() {
        enter();
        enter();
        destination.enter(FIRST, NOW);

        destination.close();

        assertThat(leave(new Feedback.Answered())).isEmpty();
        assertThat(enter()).contains(Admission.CLOSING);
    }
}
