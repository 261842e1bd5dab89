// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.util.concurrent.FutureTask;

class TurnsTest {
    @Test
    void leavesSomeToOtherUsers() throws InterruptedException {
        var turns = new Turns(3, 2);

        assertThat(turns.take("ann", 0)).isTrue();
        assertThat(turns.take("ann", 0)).isTrue();
        assertThat(turns.take("ann", 0)).isFalse();
        assertThat(turns.take("bob", 0)).isTrue();
        assertThat(turns.take("bob", 0)).isFalse();
        turns.end("ann");
        assertThat(turns.take("bob", 0)).isTrue();
        assertThat(turns.take("ann", 0)).isFalse();
    }

    @Test
    void waitsForOneThatEnds() throws Exception {
        var turns = new Turns(1, 1);
        turns.take("ann", 0);
        var taken = new FutureTask<>(() -> turns.take("bob", 60));
        Thread waiting = Thread.ofVirtual().start(taken);
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        turns.end("ann");

        assertThat(taken.get()).isTrue();
    }
}
