// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Places that nobody has used, and who waits for them no more.
class DestinationsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Destinations destinations = new Destinations(() -> Instant.EPOCH);
    private final Guest first = new Guest();
    private final Guest second = new Guest();
    private final Guest third = new Guest();

    private static final class Guest implements Visitor {
        private final List<Admission> admissions = new ArrayList<>();

        @Override
        public void admitted(Admission admission) {
            admissions.add(admission);
        }

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
    }

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
        assertThat(destinations.enter(stop, first)).contains(Admission.GRANTED);
        destinations.withdraw(stop);
        Optional<Admission> again = destinations.enter(stop, first);
        destinations.withdraw(stop);
        return again;
    }

    @Test
    void hasNobodyInTheLineOfADestinationWhoGaveUp() {
        var stop = stop(TransportLimits.DEFAULT.with(TransportLimits.Concurrency.of(1, 1)));
        enterAll(stop);

        destinations.giveUp(stop, second);
        destinations.withdraw(stop);

        assertThat(second.admissions).isEmpty();
        assertThat(third.admissions).containsExactly(Admission.GRANTED);
    }

    @Test
    void hasNobodyInTheLineOfATransportWhoGaveUp() {
        var stop = stop(TransportLimitsTest.withTransport(1, Duration.ZERO));
        enterAll(stop);

        destinations.giveUp(stop, second);
        destinations.withdraw(stop);

        assertThat(second.admissions).isEmpty();
        assertThat(third.admissions).containsExactly(Admission.GRANTED);
    }

    @Test
    void leavesThePlaceAtADestinationWithWhoGaveUpAtTheTransport() {
        var stop =
                stop(
                        TransportLimitsTest.withTransport(1, Duration.ZERO)
                                .with(TransportLimits.Concurrency.of(2, 2)));
        enterAll(stop);

        destinations.giveUp(stop, second);
        destinations.withdraw(stop);

        assertThat(third.admissions).containsExactly(Admission.GRANTED);
    }

    private void enterAll(Destinations.Stop stop) {
        assertThat(destinations.enter(stop, first)).contains(Admission.GRANTED);
        assertThat(destinations.enter(stop, second)).isEmpty();
        assertThat(destinations.enter(stop, third)).isEmpty();
    }
}
