// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.delivery.Courier.Connection;
import org.mailroom.core.delivery.Courier.Delivery;
import org.mailroom.core.delivery.Outcome;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class TallyTest {
    private static final Outcome SENT = new Outcome.Delivered("2.0.0", "250 ok");

    private final AtomicLong clock = new AtomicLong();
    private final Tally tally = new Tally(1, Filters.NONE, clock::get);

    private static final Outcome LACKING = new Outcome.Deferred("4.7.30", "no REQUIRETLS");

    @Test
    void tellsConnectingFromSending() {
        clock.set(Duration.ofSeconds(3).toNanos());
        tally.opened();
        clock.set(Duration.ofSeconds(5).toNanos());

        tally.conclude(0, SENT, "mx[192.0.2.1]:25");

        assertThat(tally.deliveries())
                .containsExactly(
                        new Delivery(
                                SENT, "mx[192.0.2.1]:25", Duration.ofSeconds(3), Connection.NONE));
    }

    // RFC 8689 §4.2.1
    @Test
    void givesUpWhereNoServerCanMeetWhatTheSenderDemands() {
        tally.conclude(0, LACKING, "mx[192.0.2.1]:25");
        tally.conclude(0, LACKING, "mx[192.0.2.2]:25");

        assertThat(tally.deliveries().getFirst().outcome())
                .isEqualTo(new Outcome.Failed("5.7.30", "no REQUIRETLS"));
    }

    @Test
    void waitsForTheServerThatMayMeetIt() {
        tally.conclude(0, new Outcome.Deferred("4.4.1", "connect"), "none");
        tally.conclude(0, LACKING, "mx[192.0.2.2]:25");

        assertThat(tally.deliveries().getFirst().outcome()).isEqualTo(LACKING);
    }

    @Test
    void countsAllTheTimeAsConnectingWhereNobodyWasReached() {
        clock.set(Duration.ofSeconds(30).toNanos());

        tally.conclude(0, SENT, "none");

        assertThat(tally.deliveries().getFirst().connecting()).isEqualTo(Duration.ofSeconds(30));
    }
}
