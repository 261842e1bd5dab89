// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class MilterPlacesTest {
    private static final String MILTER = "inet:localhost:11332";

    @Test
    void hasSoManyForEachMilter() throws MilterException {
        var places = new MilterPlaces(1);
        Runnable leave = places.enter(MILTER, Duration.ZERO);

        assertThat(places.enter("inet:localhost:8891", Duration.ZERO)).isNotNull();
        assertThatThrownBy(() -> places.enter(MILTER, Duration.ofMillis(1)))
                .isInstanceOf(MilterException.class)
                .hasMessage("it has 1 connections already");

        leave.run();
        assertThat(places.enter(MILTER, Duration.ZERO)).isNotNull();
    }
}
