// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A stop waits for deliveries only so long, loses nothing, and does nothing twice that was done.
class StopTest {
    private static final Outcome CUT_OFF = new Outcome.Deferred("4.4.2", "interrupted");

    @TempDir private Path folder;
    private DeliveryLab lab;
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        lab = new DeliveryLab(folder, DeliverySettings.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        never.countDown();
        lab.close();
    }

    private Outcome hang(Consignment consignment) {
        try {
            never.await();
            return DeliveryLab.SENT;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CUT_OFF;
        }
    }

    @Test
    void cutsOffWhatHangsAndTriesItAgainAfterTheStart() throws IOException {
        lab.hosts = this::hang;
        for (int i = 0; i < 100; i++) {
            lab.send("a@host" + i + ".test");
        }
        Awaitility.await().until(() -> lab.carried.size() == 100);
        long begun = System.nanoTime();

        lab.hosts = _ -> DeliveryLab.SENT;
        lab.restart(Duration.ofMillis(10));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        Awaitility.await().until(() -> lab.queue().entries().isEmpty());
        assertThat(lab.logged("status=deferred")).isEmpty();
        assertThat(lab.logged("status=sent")).hasSize(100);
    }

    @Test
    void takesWhatWasDeliveredBeforeTheInterruptForDelivered() throws IOException {
        AtomicInteger begun = new AtomicInteger();
        lab.hosts =
                consignment -> {
                    begun.incrementAndGet();
                    hang(consignment);
                    return DeliveryLab.SENT;
                };
        lab.send("a@host.test");
        Awaitility.await().until(() -> begun.get() == 1);

        lab.restart(Duration.ofMillis(10));

        assertThat(lab.queue().entries()).isEmpty();
        assertThat(begun).hasValue(1);
    }

    @Test
    void closesNoFileOfTheQueueByAnInterrupt() throws IOException {
        lab.hosts =
                consignment -> {
                    hang(consignment);
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    return readTwice(consignment);
                };
        lab.queueManager().stop(Duration.ZERO);
        lab.send("a@host.test");
        // After a start all content is read from the journal.
        lab.restart(Duration.ZERO);
        Awaitility.await().until(() -> lab.attempts("a@host.test") == 1);

        lab.restart(Duration.ofMillis(10));

        assertThat(lab.logged("to=<a@host.test>"))
                .singleElement()
                .asString()
                .contains("(Subject: test)");
    }

    private static Outcome readTwice(Consignment consignment) {
        try (InputStream first = consignment.content().open();
                InputStream second = consignment.content().open()) {
            String text = new String(first.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(second.readAllBytes()).hasSize(text.length());
            return new Outcome.Delivered("2.0.0", text.lines().findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
