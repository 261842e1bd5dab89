// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.smtp.server.RateLimits.Event;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class ClientRatesTest {
    private static final Duration UNIT = Duration.ofMinutes(1);
    private static final ClientPrefix CLIENT = new ClientPrefix("client");

    private final AtomicLong now = new AtomicLong();
    private final ClientRates rates = new ClientRates(now::get);

    @Test
    void countsEachEventOfEachClient() {
        rates.count(CLIENT, Event.MESSAGE, UNIT);

        assertThat(rates.count(CLIENT, Event.MESSAGE, UNIT)).isEqualTo(2);
        assertThat(rates.count(CLIENT, Event.RECIPIENT, UNIT)).isEqualTo(1);
        assertThat(rates.count(new ClientPrefix("other"), Event.MESSAGE, UNIT)).isEqualTo(1);
    }

    @Test
    void beginsAnewWhenTheUnitOfTimeIsOver() {
        rates.count(CLIENT, Event.MESSAGE, UNIT);
        now.addAndGet(UNIT.toNanos() - 1);
        assertThat(rates.count(CLIENT, Event.MESSAGE, UNIT)).isEqualTo(2);

        now.addAndGet(1);

        assertThat(rates.count(CLIENT, Event.MESSAGE, UNIT)).isEqualTo(1);
    }

    @Test
    void forgetsWhoWasQuietForLongest() {
        for (int i = 0; i < 60_000; i++) {
            rates.count(new ClientPrefix("" + i), Event.CONNECTION, UNIT);
            rates.count(CLIENT, Event.CONNECTION, UNIT);
        }

        assertThat(rates.clients()).isEqualTo(50_000);
        assertThat(rates.count(CLIENT, Event.CONNECTION, UNIT)).isEqualTo(60_001);
        assertThat(rates.count(new ClientPrefix("0"), Event.CONNECTION, UNIT)).isEqualTo(1);
    }
}
