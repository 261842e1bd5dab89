// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.storage.mailbox.Ahead.Block;

class AheadTest {
    private final Ahead ahead = new Ahead();

    @Test
    void takesTurnsWithWhoAsksForOneAfterTheOther() {
        assertThat(ahead.asked(100)).isEmpty();
        assertThat(ahead.asked(101)).contains(new Block(117, 133));
        ahead.done();
        for (int position = 102; position < 117; position++) {
            assertThat(ahead.asked(position)).as("position %d", position).isEmpty();
        }

        assertThat(ahead.asked(133)).contains(new Block(149, 165));
    }

    @Test
    void hasOneBlockMadeAtATime() {
        assertThat(ahead.asked(0)).isEmpty();
        assertThat(ahead.asked(1)).contains(new Block(17, 33));
        for (int position = 2; position < 40; position++) {
            assertThat(ahead.asked(position)).as("position %d", position).isEmpty();
        }

        ahead.done();
        assertThat(ahead.asked(40)).contains(new Block(56, 72));
    }

    @Test
    void letsWhoAsksHereAndThereAlone() {
        for (int position : new int[] {7, 3, 90, 50, 52, 51, 0}) {
            assertThat(ahead.asked(position)).as("position %d", position).isEmpty();
        }
    }
}
