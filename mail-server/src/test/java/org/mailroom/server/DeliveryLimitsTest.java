// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.config.ConcurrencyFeedback;
import org.mailroom.core.config.Machine;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.delivery.DeliverySettings;
import org.mailroom.core.delivery.TransportLimits;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class DeliveryLimitsTest {

    private static DeliverySettings.Limits limits(String text) {
        return DeliveryLimits.of(
                MainCf.parse(Path.of("/etc/mailroom/main.cf"), text, List.of(), Machine.local()));
    }

    @Test
    void areTheDefaultsWhereNothingIsSaid() {
        assertThat(limits("")).isEqualTo(DeliverySettings.Limits.DEFAULT);
    }

    @Test
    void takesAllThatIsSaidOfOneTransport() {
        DeliverySettings.Limits limits =
                limits(
                        """
                        slow_destination_concurrency_limit = 2
                        slow_initial_destination_concurrency = 1
                        slow_destination_concurrency_positive_feedback = 1 / concurrency
                        slow_destination_concurrency_negative_feedback = 0.5
                        slow_destination_concurrency_failed_cohort_limit = 3
                        slow_destination_recipient_limit = 4
                        slow_destination_rate_delay = 5s
                        slow_transport_rate_delay = 6s
                        slow_transport_concurrency_limit = 7
                        """);

        assertThat(limits.hosts()).isEqualTo(TransportLimits.DEFAULT);
        assertThat(limits.own().get("slow"))
                .isEqualTo(
                        new TransportLimits(
                                new TransportLimits.Concurrency(
                                        1,
                                        2,
                                        new ConcurrencyFeedback(
                                                1, ConcurrencyFeedback.Divisor.CONCURRENCY),
                                        new ConcurrencyFeedback(
                                                0.5, ConcurrencyFeedback.Divisor.NOTHING),
                                        3),
                                4,
                                Duration.ofSeconds(5),
                                7,
                                Duration.ofSeconds(6)));
    }

    @Test
    void letsManyIntoOneMailboxUnlessItIsForbidden() {
        DeliverySettings.Limits limits =
                limits(
                        """
                        local_destination_concurrency_limit = 2
                        virtual_destination_rate_delay = 1s
                        """);

        assertThat(limits.own().get("local"))
                .extracting(it -> it.concurrency().limit())
                .isEqualTo(2);
        assertThat(limits.own().get("virtual"))
                .extracting(it -> it.concurrency().limit())
                .isEqualTo(2000);
    }
}
