// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class FairLineTest {
    private final FairLine line = new FairLine();

    private record Guest(String party, String message, int number, int priority)
            implements Visitor {
        Guest(String party, String message, int number) {
            this(party, message, number, 0);
        }

        @Override
        public void admitted(Admission admission) {}

        @Override
        public String toString() {
            return party + message + number;
        }
    }

    private String all() {
        List<String> order = new ArrayList<>();
        for (var next = line.poll(_ -> true); next.isPresent(); next = line.poll(_ -> true)) {
            order.add(next.get().toString());
        }
        return String.join(" ", order);
    }

    @Test
    void letsPartiesTakeTurns() {
        for (int i = 0; i < 3; i++) {
            line.add(new Guest("a", "x", i));
        }
        line.add(new Guest("b", "y", 0));

        assertThat(all()).isEqualTo("ax0 by0 ax1 ax2");
    }

    @Test
    void letsTheMessagesOfOnePartyTakeTurns() {
        for (int i = 0; i < 3; i++) {
            line.add(new Guest("a", "x", i));
        }
        line.add(new Guest("a", "y", 0));
        line.add(new Guest("b", "z", 0));

        assertThat(all()).isEqualTo("ax0 bz0 ay0 ax1 ax2");
    }

    // RFC 6710 §5
    @Test
    void letsThoseOfAHigherPriorityGoFirst() {
        line.add(new Guest("a", "x", 0, -1));
        line.add(new Guest("a", "y", 0));
        line.add(new Guest("b", "z", 0, 9));
        line.add(new Guest("a", "w", 0, 9));
        line.add(new Guest("b", "z", 1, 9));

        assertThat(all()).isEqualTo("bz0 aw0 bz1 ay0 ax0");
    }

    @Test
    void forgetsWhoWaitsNoMore() {
        line.add(new Guest("a", "x", 0));
        line.add(new Guest("a", "x", 1));
        line.add(new Guest("b", "y", 0, 9));

        assertThat(line.remove(new Guest("a", "x", 0))).isTrue();
        assertThat(line.remove(new Guest("b", "y", 0, 9))).isTrue();

        assertThat(line.remove(new Guest("a", "x", 0))).isFalse();
        assertThat(line.remove(new Guest("c", "z", 0, -1))).isFalse();
        assertThat(line.awaits("b"::equals)).isFalse();
        assertThat(all()).isEqualTo("ax1");
    }

    @Test
    void passesOverAPartyWhoseTurnMayNotCome() {
        line.add(new Guest("a", "x", 0));
        line.add(new Guest("b", "y", 0));

        assertThat(line.poll(party -> !party.equals("a")).map(Object::toString)).contains("by0");
        assertThat(line.poll(party -> !party.equals("a"))).isEmpty();
        assertThat(all()).isEqualTo("ax0");
    }
}
