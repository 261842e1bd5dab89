// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class RareWarningsTest {
    private Instant now = Instant.EPOCH;
    private final RareWarnings warnings = new RareWarnings(() -> now);

    @Test
    void areGivenOnceAnHour() {
        assertThat(warnings.isDue("a")).isTrue();
        assertThat(warnings.isDue("b")).isTrue();
        now = now.plus(Duration.ofMinutes(59));
        assertThat(warnings.isDue("a")).isFalse();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(warnings.isDue("a")).isTrue();
        assertThat(warnings.isDue("a")).isFalse();
    }

    @Test
    void areForgottenWhereThereAreVeryMany() {
        for (int i = 0; i <= 10_000; i++) {
            assertThat(warnings.isDue("w" + i)).isTrue();
        }

        assertThat(warnings.isDue("w1")).isFalse();
        assertThat(warnings.isDue("w0")).isTrue();
    }
}
