// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.compute.FakeClock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class IdlenessTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration NEARLY = LIMIT.minusMillis(1);

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger noticed = new AtomicInteger();
    private final Idleness idleness = new Idleness(LIMIT, noticed::incrementAndGet, clock.clock());

    @Test
    void noticesOnceThatNothingIsAsked() {
        clock.pass(NEARLY);
        assertThat(noticed).hasValue(0);

        clock.pass(Duration.ofMillis(1));
        clock.pass(LIMIT.multipliedBy(2));

        assertThat(noticed).hasValue(1);
    }

    @Test
    void waitsForTheLastOfTheJobs() {
        idleness.begin();
        idleness.begin();
        clock.pass(LIMIT.multipliedBy(2));
        idleness.end();
        clock.pass(LIMIT.multipliedBy(2));
        assertThat(noticed).hasValue(0);

        idleness.end();
        clock.pass(NEARLY);
        assertThat(noticed).hasValue(0);
        clock.pass(LIMIT);

        assertThat(noticed).hasValue(1);
    }

    @Test
    void beginsAnewAfterEachJob() {
        clock.pass(NEARLY);
        idleness.begin();
        idleness.end();

        clock.pass(NEARLY);
        assertThat(noticed).hasValue(0);
        clock.pass(Duration.ofMillis(1));

        assertThat(noticed).hasValue(1);
    }

    @Test
    void keepsOneLookForManyJobs() {
        for (int i = 0; i < 1000; i++) {
            idleness.begin();
            idleness.end();
        }

        assertThat(clock.pending()).isEqualTo(1);
    }
}
