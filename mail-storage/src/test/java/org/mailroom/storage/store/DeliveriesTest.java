// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.delivery.Deliveries.Result;
import org.mailroom.storage.delivery.DeliveryRounds;
import org.mailroom.storage.mailbox.SharedMailbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Messages that one round takes into one mailbox.
class DeliveriesTest {
    @TempDir private Path folder;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private StoreLab lab;
    private SharedMailbox mailbox;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
        lab.deliver("first", StoreLab.mail("first"));
        mailbox = lab.store().acquire(lab.inboxFile(), folder.resolve("index/demo/inbox"));
    }

    @AfterEach
    void close() {
        lab.store().release(mailbox);
        lab.close();
    }

    private List<CompletableFuture<Result>> together(long sizeLimit, Posting... postings)
            throws InterruptedException {
        return together(_ -> sizeLimit, postings);
    }

    /// Has all that come while another round is under way, in this order, delivered in the next.
    private List<CompletableFuture<Result>> together(
            ToLongFunction<Posting> sizeLimits, Posting... postings) throws InterruptedException {
        var begun = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        List<CompletableFuture<Result>> results = new ArrayList<>();
        try (var rounds = new DeliveryRounds(Duration.ofHours(1))) {
            rounds.enlist(
                    () -> {
                        begun.countDown();
                        awaitUninterruptibly(over);
                    });
            begun.await();
            for (Posting posting : postings) {
                var result = new CompletableFuture<Result>();
                results.add(result);
                long sizeLimit = sizeLimits.applyAsLong(posting);
                Thread thread =
                        Thread.ofVirtual().start(() -> deliver(posting, sizeLimit, rounds, result));
                await().until(() -> thread.getState() == Thread.State.WAITING);
            }
            over.countDown();
        }
        return results;
    }

    private void deliver(
            Posting posting,
            long sizeLimit,
            DeliveryRounds rounds,
            CompletableFuture<Result> result) {
        try {
            result.complete(mailbox.deliver(posting, sizeLimit, rounds));
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Posting broken(String id, Supplier<IOException> trouble) {
        MessageContent content =
                new MessageContent() {
                    @Override
                    public long octets() {
                        return 10;
                    }

                    @Override
                    public InputStream open() throws IOException {
                        throw trouble.get();
                    }
                };
        Posting whole = StoreLab.posting(id, "");
        return new Posting(content, whole.sender(), whole.date(), whole.flags(), whole.key());
    }

    @Test
    void storesWhatFitsBesideAMessageThatDoesNot() throws Exception {
        long limit = Files.size(lab.inboxFile()) + 1000;

        var results =
                together(
                        limit,
                        StoreLab.posting("large", StoreLab.mail("large") + "x".repeat(2000)),
                        StoreLab.posting("small", StoreLab.mail("small")));

        assertThat(results.get(0)).succeedsWithin(PATIENCE).isEqualTo(Result.TOO_LARGE);
        assertThat(results.get(1)).succeedsWithin(PATIENCE).isEqualTo(Result.STORED);
        assertThat(StoreLab.subjects(lab.inbox())).containsExactly("first", "small");
    }

    /// A reload may have come between two deliveries of one round.
    @Test
    void measuresEachByTheLimitOfItsTime() throws Exception {
        Posting before = StoreLab.posting("before", StoreLab.mail("before"));
        Posting after = StoreLab.posting("after", StoreLab.mail("after"));

        var results = together(posting -> posting.equals(after) ? 10 : 0, before, after);

        assertThat(results.get(0)).succeedsWithin(PATIENCE).isEqualTo(Result.STORED);
        assertThat(results.get(1)).succeedsWithin(PATIENCE).isEqualTo(Result.TOO_LARGE);
    }

    @Test
    void storesTheOthersWhereOneMessageCannotBeRead() throws Exception {
        var results =
                together(
                        0,
                        broken("broken", () -> new IOException("damaged")),
                        StoreLab.posting("whole", StoreLab.mail("whole")));

        assertThat(results.get(0))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withMessageContaining("damaged");
        assertThat(results.get(1)).succeedsWithin(PATIENCE).isEqualTo(Result.STORED);
    }

    @Test
    void letsNobodyWaitForARoundThatAnErrorHasEnded() throws Exception {
        var results =
                together(
                        0,
                        broken(
                                "broken",
                                () -> {
                                    throw new StackOverflowError("as if");
                                }),
                        StoreLab.posting("other", StoreLab.mail("other")));

        assertThat(results.get(0)).failsWithin(PATIENCE);
        assertThat(results.get(1)).failsWithin(PATIENCE);
    }

    @Test
    void beginsTheNextRoundSoonAfterAShortOne() throws Exception {
        var first = new CountDownLatch(1);
        var second = new CountDownLatch(2);
        try (var rounds = new DeliveryRounds(Duration.ofHours(1))) {
            rounds.enlist(first::countDown);
            awaitUninterruptibly(first);

            rounds.enlist(second::countDown);
            rounds.enlist(second::countDown);

            assertThat(second.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
