// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.config.ConcurrencyFeedback;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class DestinationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(300);
    private static final Feedback DEAD =
            new Feedback.Dead(new Outcome.Deferred("4.4.1", "no answer"));
    private static final Visitor FIRST = new Guest("first");
    private static final Visitor SECOND = new Guest("second");
    private static final TransportLimits LIMITS =
            TransportLimits.DEFAULT.with(TransportLimits.Concurrency.of(2, 3));

    private final Destination destination = new Destination(LIMITS);

    private record Guest(String party) implements Visitor {
        @Override
        public int priority() {
            return 0;
        }

        @Override
        public void admitted(Admission admission) {}

        @Override
        public Object message() {
            return this;
        }
    }

    private Optional<Admission> enter() {
        return destination.enter(FIRST, LIMITS, NOW);
    }

    private List<Destination.Turn> leave(Feedback feedback) {
        return destination.leave("first", feedback, NOW, LATER);
    }

    @Test
    void letsWhoCameFirstInFirst() {
        enter();
        enter();
        assertThat(destination.enter(FIRST, LIMITS, NOW)).isEmpty();
        assertThat(destination.enter(SECOND, LIMITS, NOW)).isEmpty();

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
        destination.enter(FIRST, LIMITS, NOW);
        destination.enter(SECOND, LIMITS, NOW);

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
        assertThat(destination.enter(FIRST, LIMITS, LATER)).contains(Admission.GRANTED);
        assertThat(destination.enter(FIRST, LIMITS, LATER)).contains(Admission.GRANTED);
    }

    @Test
    void sendsTheWholeLineAwayWhenItIsDead() {
        enter();
        enter();
        destination.enter(FIRST, LIMITS, NOW);
        destination.enter(SECOND, LIMITS, NOW);
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
        destination.enter(FIRST, LIMITS, NOW);

        destination.close();

        assertThat(leave(new Feedback.Answered())).isEmpty();
        assertThat(enter()).contains(Admission.CLOSING);
    }

    private static int places(Destination destination, TransportLimits limits) {
        int places = 0;
        while (destination.enter(FIRST, limits, NOW).isPresent()) {
            places++;
        }
        return places;
    }

    @Test
    void growsByOneForARoundOfSuccessesWhereTheFeedbackIsDividedByTheConcurrency() {
        var gentle = new ConcurrencyFeedback(1, ConcurrencyFeedback.Divisor.CONCURRENCY);
        var limits =
                LIMITS.with(
                        new TransportLimits.Concurrency(3, 20, gentle, ConcurrencyFeedback.ONE, 1));
        var large = new Destination(limits);
        for (int i = 0; i < 3; i++) {
            large.enter(FIRST, limits, NOW);
        }
        for (int i = 0; i < 3; i++) {
            large.leave("first", new Feedback.Answered(), NOW, LATER);
        }

        assertThat(places(large, limits)).isEqualTo(4);
    }

    @Test
    void shrinksNotAtAllWhereFailuresDoNotCount() {
        var limits =
                LIMITS.with(
                        new TransportLimits.Concurrency(
                                3,
                                20,
                                ConcurrencyFeedback.ONE,
                                new ConcurrencyFeedback(0, ConcurrencyFeedback.Divisor.NOTHING),
                                0));
        var patient = new Destination(limits);
        for (int i = 0; i < 30; i++) {
            patient.enter(FIRST, limits, NOW);
            patient.leave("first", DEAD, NOW, LATER);
        }

        assertThat(places(patient, limits)).isEqualTo(3);
    }

    @Test
    void isLeftAloneOnlyAfterAsManyRoundsOfFailuresAsAreSet() {
        var limits =
                LIMITS.with(
                        new TransportLimits.Concurrency(
                                1, 1, ConcurrencyFeedback.ONE, ConcurrencyFeedback.ONE, 3));
        var stubborn = new Destination(limits);
        for (int i = 0; i < 3; i++) {
            assertThat(stubborn.enter(FIRST, limits, NOW)).contains(Admission.GRANTED);
            stubborn.leave("first", DEAD, NOW, LATER);
        }

        assertThat(stubborn.enter(FIRST, limits, NOW).orElseThrow())
                .isInstanceOf(Admission.Suspended.class);
    }

    @Test
    void takesALowerLimitAtOnce() {
        enter();
        enter();
        leave(new Feedback.Answered());
        leave(new Feedback.Answered());

        assertThat(places(destination, LIMITS.with(TransportLimits.Concurrency.of(1, 1))))
                .isEqualTo(1);
    }

    @Test
    void restsAfterEachDeliveryWhereTheRateIsLimited() {
        TransportLimits limits = TransportLimitsTest.withRateDelay(Duration.ofMinutes(1));
        var slow = new Destination(limits);
        assertThat(slow.enter(FIRST, limits, NOW)).contains(Admission.GRANTED);
        assertThat(slow.enter(SECOND, limits, NOW)).isEmpty();
        assertThat(slow.leave("first", new Feedback.Answered(), NOW, LATER)).isEmpty();

        assertThat(slow.rise(NOW.plusSeconds(59))).isEmpty();
        assertThat(slow.isForgettable(NOW.plusSeconds(59))).isFalse();
        assertThat(slow.rise(NOW.plusSeconds(60)))
                .extracting(Destination.Turn::visitor)
                .containsExactly(SECOND);
    }
}
