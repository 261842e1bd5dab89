// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.mailroom.core.net.ClientPrefix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

class VerificationsTest {
    private static final ClientPrefix ATTACKER = new ClientPrefix("attacker");
    private static final ClientPrefix USER = new ClientPrefix("user");

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void letsAUserWaitForOneGuessOfAnAttackerAndNotForAll() throws Exception {
        List<Thread> callers = new ArrayList<>();
        try (var verifications = new Verifications(1)) {
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
                                verifications.run(client, () -> verify(what));
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
    }

    private boolean verify(String what) throws InterruptedException {
        gate.await();
        return done.add(what);
    }
}
