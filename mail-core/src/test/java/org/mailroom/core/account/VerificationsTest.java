// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.mailroom.core.net.ClientPrefix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

class VerificationsTest {
    private static final ClientPrefix ATTACKER = new ClientPrefix("attacker");
    private static final ClientPrefix USER = new ClientPrefix("user");

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> started = ConcurrentHashMap.newKeySet();
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void letsAUserWaitForOneGuessOfAnAttackerAndNotForAll() throws Exception {
        List<Thread> callers = new ArrayList<>();
        try (var verifications = new Verifications(1, 0)) {
            for (int i = 0; i < 100; i++) {
                callers.add(start(verifications, ATTACKER, "guess"));
            }
            await().until(() -> verifications.waiting() == 99);
            callers.add(start(verifications, USER, "user"));
            await().until(() -> verifications.waiting() == 100);

            gate.countDown();
            for (Thread caller : callers) {
                caller.join();
            }
        }

        assertThat(done).hasSize(101);
        assertThat(done.indexOf("user")).isBetween(1, 2);
    }

    private Thread start(Verifications verifications, ClientPrefix client, String what) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                verifications.run(client, 0, () -> verify(what));
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
    }

    private boolean verify(String what) throws InterruptedException {
        started.add(what);
        gate.await();
        return done.add(what);
    }

    @Test
    void countsTheMemoryThatAllTakeTogether() throws Exception {
        try (var verifications = new Verifications(2, 100)) {
            Thread first =
                    Thread.ofVirtual().start(() -> run(verifications, 60, () -> verify("first")));
            await().until(() -> started.contains("first"));
            Thread second =
                    Thread.ofVirtual()
                            .start(() -> run(verifications, 60, () -> done.add("second")));

            assertThat(second.join(Duration.ofMillis(200))).isFalse();
            gate.countDown();
            first.join();
            second.join();
        }

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void runsNothingThatTakesMoreThanAllMayHave() {
        try (var verifications = new Verifications(1, 100)) {
            assertThatThrownBy(() -> verifications.run(USER, 101, () -> true))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void run(Verifications verifications, int cost, Callable<Boolean> what) {
        try {
            verifications.run(USER, cost, what);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
