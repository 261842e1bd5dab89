// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.compute.FakeClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class KeptConnectionsTest {
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock();
    private final List<String> closed = new ArrayList<>();

    private final KeptConnections<Named> kept = new KeptConnections<>(2, LIFETIME, clock.clock());

    /// A connection that tells when it is closed.
    private final class Named implements AutoCloseable {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public void close() {
            closed.add(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void givesTheOneThatWasUsedLast() {
        kept.keep(new Named("one"));
        kept.keep(new Named("two"));

        assertThat(kept.take()).get().hasToString("two");
        assertThat(kept.take()).get().hasToString("one");
        assertThat(kept.take()).isEmpty();
    }

    @Test
    void givesThePreferredOne() {
        kept.keep(new Named("one"));
        kept.keep(new Named("two"));

        assertThat(kept.take(named -> named.name.equals("two"))).get().hasToString("two");
    }

    @Test
    void givesTheOneThatWasUsedFirstWhereNoneIsPreferred() {
        kept.keep(new Named("one"));
        kept.keep(new Named("two"));

        assertThat(kept.take(_ -> false)).get().hasToString("one");
    }

    @Test
    void closesWhatItHasNoRoomFor() {
        kept.keep(new Named("one"));
        kept.keep(new Named("two"));
        kept.keep(new Named("three"));

        assertThat(closed).containsExactly("three");
    }

    @Test
    void closesWhatNobodyHasTakenForItsLifetime() {
        kept.keep(new Named("one"));
        clock.pass(LIFETIME.dividedBy(2));
        kept.keep(new Named("two"));

        clock.pass(LIFETIME.dividedBy(2));
        assertThat(closed).containsExactly("one");
        clock.pass(LIFETIME.dividedBy(2));
        assertThat(closed).containsExactly("one", "two");
        assertThat(clock.pending()).isZero();
    }

    @Test
    void keepsWhatIsUsedForLongerThanItsLifetime() {
        kept.keep(new Named("one"));
        for (int i = 0; i < 10; i++) {
            clock.pass(LIFETIME.dividedBy(2));
            kept.keep(kept.take().orElseThrow());
        }

        assertThat(closed).isEmpty();
    }

    @Test
    void waitsOnceForManyLookUps() {
        kept.keep(new Named("one"));
        for (int i = 0; i < 1000; i++) {
            clock.pass(Duration.ofSeconds(1));
            kept.keep(kept.take().orElseThrow());
        }

        assertThat(clock.pending()).isEqualTo(1);
    }
}
