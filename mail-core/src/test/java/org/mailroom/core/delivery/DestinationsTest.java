// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Places that nobody has used: after each delivery there is a rest of a minute.
class DestinationsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Destinations destinations = new Destinations(() -> Instant.EPOCH);
    private final Visitor visitor =
            new Visitor() {
                @Override
                public void admitted(Admission admission) {}

                @Override
                public Object message() {
                    return this;
                }

                @Override
                public int priority() {
                    return 0;
                }

                @Override
                public String party() {
                    return "a";
                }
            };

    private static Destinations.Stop stop(TransportLimits limits) {
        return new Destinations.Stop(new Destinations.Key("smtp", "slow.test"), limits, "a");
    }

    @Test
    void needsNoRestAfterAPlaceThatWasNotUsed() {
        assertThat(onceMore(stop(TransportLimitsTest.withRateDelay(MINUTE))))
                .contains(Admission.GRANTED);
        assertThat(onceMore(stop(TransportLimitsTest.withTransport(0, MINUTE))))
                .contains(Admission.GRANTED);
    }

    private Optional<Admission> onceMore(Destinations.Stop stop) {
        assertThat(destinations.enter(stop, visitor)).contains(Admission.GRANTED);
        destinations.withdraw(stop);
        Optional<Admission> again = destinations.enter(stop, visitor);
        destinations.withdraw(stop);
        return again;
    }
}
