// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

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
}
