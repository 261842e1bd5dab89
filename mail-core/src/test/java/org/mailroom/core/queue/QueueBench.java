// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Prints how long a queue of a million deferred messages takes to open, and the memory it needs.
@Tag("bench")
class QueueBench {
    private static final int MESSAGES = 1_000_000;
    private static final int SENDERS = 200;
    private static final long MIB = 1 << 20;

    @TempDir private Path folder;

    @Test
    void printsStartWithAMillionDeferredMessages() throws Exception {
        try (Queue queue = Queue.open(QueueSettings.in(folder), InstantSource.system())) {
            queue.start((entry, _) -> defer(queue, entry));
            fill(queue);
        }
        long start = System.nanoTime();

        try (Queue queue = Queue.open(QueueSettings.in(folder), InstantSource.system())) {
            Duration opened = Duration.ofNanos(System.nanoTime() - start);
            queue.start((_, _) -> {});
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "queue: %,d deferred messages opened in %.1f s, %,d MiB of heap%n",
                    queue.entries().size(),
                    opened.toMillis() / 1000.0,
                    (runtime.totalMemory() - runtime.freeMemory()) / MIB);
            assertThat(queue.entries()).hasSize(MESSAGES);
        }
    }

    private static void defer(Queue queue, QueueEntry entry) {
        var why =
                List.of(
                        new Deferral(
                                0, "4.4.1", "connect to mx.example.net[192.0.2.1]:25: timeout"));
        Instant until = entry.arrived().plusSeconds(300);
        queue.forgetFresh(entry);
        queue.deferred(entry, until, QueueEntry.Warning.NOT_SENT, why);
    }

    private static void fill(Queue queue) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(MESSAGES);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int n = left.getAndDecrement(); n > 0; ) {
                                            store(queue, n);
                                            n = left.getAndDecrement();
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void store(Queue queue, int n) {
        var envelope =
                new Envelope(
                        new ReversePath.Sender(new Address("sender" + n, "client.example.com")),
                        List.of(Recipient.of(new Address("user" + n, "remote.example.net"))),
                        Origin.internal(),
                        Envelope.Body.SEVEN_BIT,
                        Envelope.Encoding.ASCII,
                        Optional.empty());
        try (QueueDraft draft = queue.draft()) {
            draft.write(new byte[500], 0, 500);
            assertThat(draft.commit(envelope)).isInstanceOf(Stored.Queued.class);
        }
    }
}
