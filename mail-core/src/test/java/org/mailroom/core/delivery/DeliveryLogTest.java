// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.address.Address;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class DeliveryLogTest {

    @ParameterizedTest
    @CsvSource({
        "-5, 0",
        "0, 0",
        "4, 0",
        "5, 0.01",
        "40, 0.04",
        "99, 0.1",
        "100, 0.1",
        "123, 0.12",
        "990, 0.99",
        "996, 1",
        "1000, 1",
        "1049, 1",
        "1240, 1.2",
        "9940, 9.9",
        "9960, 10",
        "12400, 12",
        "86400000, 86400"
    })
    void writesSecondsAsPostfix(long millis, String text) {
        Instant from = Instant.parse("2026-11-22T09:00:00Z");

        assertThat(DeliveryLog.seconds(from, from.plusMillis(millis))).isEqualTo(text);
    }

    @Test
    void showsHowLongItTookToConnect() {
        List<String> lines = new ArrayList<>();
        var log = new DeliveryLog((_, _, text) -> lines.add(text), () -> 1);
        Instant arrived = Instant.parse("2026-11-22T09:00:00Z");
        Instant begun = arrived.plusSeconds(3);
        var times =
                new DeliveryLog.Times(arrived, arrived.plusSeconds(1), begun, begun.plusSeconds(9));
        var delivery =
                new Courier.Delivery(
                        new Outcome.Delivered("2.0.0", "ok"),
                        "mx",
                        Duration.ofSeconds(4),
                        new Courier.Connection(3, "may:none", Courier.Telling.OURS));
        var recipient = Recipient.of(new Address("b", "example.org"));

        log.concluded(
                new QueueId("id"),
                recipient,
                delivery,
                times,
                new DeliveryLog.Tag(
                        "smtp", 1, Envelope.Purpose.DELIVERY, DeliverySettings.Bounces.AT_ONCE));

        assertThat(lines.getFirst())
                .contains(
                        "relay=mx, conn_use=3, delay=12, delays=1/2/4/5, tls=may:none, dsn=2.0.0,");
    }
}
