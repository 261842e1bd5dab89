// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.time.Duration;
import java.time.Instant;

class RetryScheduleTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-22T09:00:00Z");
    private static final ReversePath SENDER =
            new ReversePath.Sender(new Address("a", "example.org"));

    private final RetrySchedule schedule =
            new RetrySchedule(
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(4000),
                    Duration.ofSeconds(200),
                    Duration.ofDays(5),
                    Duration.ofDays(1),
                    Duration.ofHours(4));

    @ParameterizedTest
    @CsvSource({
        "0, 300",
        "1, 300",
        "300, 300",
        "301, 301",
        "1500, 1500",
        "4000, 4000",
        "90000, 4000"
    })
    void waitsAsLongAsTheMessageIsOldWithinBounds(long age, long wait) {
        Instant now = ARRIVED.plusSeconds(age);

        assertThat(schedule.next(ARRIVED, now)).isEqualTo(now.plusSeconds(wait));
    }

    @Test
    void neverComesSoonerThanAQueueRun() {
        var quick =
                new RetrySchedule(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60),
                        Duration.ofDays(5),
                        Duration.ofDays(5),
                        Duration.ZERO);

        assertThat(quick.next(ARRIVED, ARRIVED)).isEqualTo(ARRIVED.plusSeconds(60));
    }

    @Test
    void bringsTimesOfAWrongClockIntoBounds() {
        assertThat(schedule.clampDue(ARRIVED.minusSeconds(9), ARRIVED)).isEqualTo(ARRIVED);
        assertThat(schedule.clampDue(ARRIVED.plusSeconds(9), ARRIVED))
                .isEqualTo(ARRIVED.plusSeconds(9));
        assertThat(schedule.clampDue(ARRIVED.plus(Duration.ofDays(3650)), ARRIVED))
                .isEqualTo(ARRIVED.plusSeconds(4000));
    }

    @Test
    void givesNotificationsUpByTheirOwnLifetime() {
        Instant day = ARRIVED.plus(Duration.ofDays(1));

        assertThat(schedule.isExpired(SENDER, ARRIVED, day)).isFalse();
        assertThat(schedule.isExpired(ReversePath.NULL, ARRIVED, day)).isTrue();
        assertThat(schedule.isExpired(SENDER, ARRIVED, ARRIVED.plus(Duration.ofDays(5)))).isTrue();
    }

    @Test
    void givesNothingUpBecauseOfAClockThatWasWrong() {
        assertThat(schedule.isExpired(SENDER, Instant.EPOCH, ARRIVED)).isFalse();
        assertThat(schedule.isExpired(SENDER, ARRIVED, Instant.EPOCH)).isFalse();
        assertThat(schedule.isExpired(SENDER, ARRIVED, ARRIVED.plus(Duration.ofDays(3000))))
                .isTrue();
    }

    @Test
    void warnsOnlyWhereAWarningTimeIsSet() {
        Instant later = ARRIVED.plus(Duration.ofHours(4));

        assertThat(schedule.isDelayed(ARRIVED, later)).isTrue();
        assertThat(schedule.isDelayed(ARRIVED, later.minusSeconds(1))).isFalse();
        assertThat(RetrySchedule.DEFAULT.isDelayed(ARRIVED, later)).isFalse();
    }
}
