// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Prints how long single messages take until they are delivered, from the moment they are stored,
/// while a mailing to 100,000 recipients is delivered.
@Tag("bench")
class FairnessBench {
    private static final int MANY = 100_000;
    private static final long DELIVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a%d@mailing.test", "a@host%d.test", "local%d@example.org"})
    void printsHowLongOthersWait(String form) throws Exception {
        try (DeliveryLab lab = new DeliveryLab(folder, DeliverySettings.DEFAULT)) {
            lab.hosts = _ -> deliver();
            lab.mailboxes = _ -> deliver();
            single(lab, "a@warm.test");
            String[] recipients =
                    IntStream.range(0, MANY).mapToObj(form::formatted).toArray(String[]::new);

            long begun = System.nanoTime();
            lab.sendAs("mailing", recipients);
            List<Duration> waits = new ArrayList<>();
            while (!lab.queue().entries().isEmpty()) {
                waits.add(single(lab, "single-" + waits.size() + "@mailing.test"));
                waits.add(single(lab, "single-" + waits.size() + "@other.test"));
                waits.add(single(lab, "local-single-" + waits.size() + "@example.org"));
            }
            Duration all = Duration.ofNanos(System.nanoTime() - begun);

            Collections.sort(waits);
            System.out.printf(
                    "mailing to %,d recipients like %s: %.1f s; meanwhile %,d single messages"
                            + " waited for %d ms (median), %d ms (most)%n",
                    MANY,
                    form.formatted(1),
                    all.toMillis() / 1000.0,
                    waits.size(),
                    waits.get(waits.size() / 2).toMillis(),
                    waits.getLast().toMillis());
            assertThat(waits.getLast()).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static Outcome deliver() {
        LockSupport.parkNanos(DELIVERY_NANOS);
        return DeliveryLab.SENT;
    }

    private static Duration single(DeliveryLab lab, String recipient) {
        Thread waiting = Thread.currentThread();
        AtomicBoolean carried = new AtomicBoolean();
        lab.eachRecipient =
                it -> {
                    if (it.address().toString().equals(recipient)) {
                        carried.set(true);
                        LockSupport.unpark(waiting);
                    }
                    return Optional.empty();
                };
        lab.sendAs("single", recipient);
        long stored = System.nanoTime();
        while (!carried.get()) {
            LockSupport.park();
        }
        return Duration.ofNanos(System.nanoTime() - stored);
    }
}
