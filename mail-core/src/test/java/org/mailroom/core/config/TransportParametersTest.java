// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class TransportParametersTest {

    private static MainCf parse(String text) {
        return MainCf.parse(
                Path.of("/etc/mailroom/main.cf"),
                text,
                List.of(),
                TestMachine.named("mx.example.org"));
    }

    @Test
    void givesATransportItsOwnValue() {
        MainCf cf =
                parse(
                        """
                        default_destination_concurrency_limit = 7
                        slow_destination_concurrency_limit = 2
                        slow_destination_rate_delay = 1m
                        odd_initial_destination_concurrency = $slow_destination_concurrency_limit
                        """);

        var limit = TransportParameters.TRANSPORT_DESTINATION_CONCURRENCY_LIMIT;
        var delay = TransportParameters.TRANSPORT_DESTINATION_RATE_DELAY;
        var initial = TransportParameters.TRANSPORT_INITIAL_DESTINATION_CONCURRENCY;
        assertThat(cf.get(limit, "slow")).isEqualTo(2);
        assertThat(cf.get(limit, "smtp")).isEqualTo(7);
        assertThat(cf.get(delay, "slow")).isEqualTo(Duration.ofMinutes(1));
        assertThat(cf.get(delay, "smtp")).isZero();
        assertThat(cf.get(initial, "odd")).isEqualTo(2);
        assertThat(cf.transportsWith(limit)).containsExactly("slow");
        assertThat(cf.warnings()).isEmpty();
    }

    @Test
    void hasPostfixsDefaults() {
        MainCf cf = parse("");

        assertThat(cf.get(TransportParameters.DEFAULT_DESTINATION_CONCURRENCY_LIMIT)).isEqualTo(20);
        assertThat(cf.get(TransportParameters.INITIAL_DESTINATION_CONCURRENCY)).isEqualTo(5);
        assertThat(cf.get(TransportParameters.DEFAULT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK))
                .isEqualTo(ConcurrencyFeedback.ONE);
        assertThat(cf.get(TransportParameters.DEFAULT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK))
                .isEqualTo(ConcurrencyFeedback.ONE);
        assertThat(cf.get(TransportParameters.DEFAULT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT))
                .isEqualTo(1);
        assertThat(cf.get(TransportParameters.DEFAULT_DESTINATION_RECIPIENT_LIMIT)).isEqualTo(50);
        assertThat(cf.get(TransportParameters.DEFAULT_DESTINATION_RATE_DELAY)).isZero();
        assertThat(cf.get(TransportParameters.DEFAULT_TRANSPORT_RATE_DELAY)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1                      | 1
                    0.25                   | 0.25
                    1 / concurrency        | 0.25
                    1/sqrt_concurrency     | 0.5
                    .5 / sqrt_concurrency  | 0.25
                    """)
    void readsAFeedback(String text, double atFour) {
        MainCf cf = parse("x_destination_concurrency_positive_feedback = " + text + "\n");

        assertThat(
                        cf.get(
                                        TransportParameters
                                                .TRANSPORT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK,
                                        "x")
                                .at(4))
                .isEqualTo(atFour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", ".", "1 / 2", "1 / concurrencies", "concurrency"})
    void refusesAnotherFeedback(String text) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () ->
                                parse(
                                        "\nx_destination_concurrency_negative_feedback = "
                                                + text
                                                + "\n"))
                .withMessageContaining("main.cf, line 2")
                .withMessageContaining(
                        "x_destination_concurrency_negative_feedback = "
                                + text
                                + ": expected a number from 0 to 1, alone or before");
    }

    @Test
    void tellsOfAWrongNumberForOneTransport() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> parse("slow_destination_concurrency_limit = many\n"))
                .withMessageContaining("slow_destination_concurrency_limit = many: expected");
    }
}
