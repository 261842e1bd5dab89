// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.Flags;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.mailbox.SharedMailbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// More mailboxes are used than are kept in memory.
class IdleMailboxesTest {
    private static final int MORE_THAN_IN_MEMORY = 270;

    @TempDir private Path folder;
    @AutoClose private StoreLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new StoreLab(folder);
    }

    private SharedMailbox acquire(String account) {
        MboxStore store = lab.store();
        return store.acquire(store.inbox(account).file(), store.inboxIndex(account));
    }

    private void useManyOthers() {
        for (int i = 0; i < MORE_THAN_IN_MEMORY; i++) {
            lab.store().release(acquire("other" + i));
        }
    }

    private static void awaitHalt(Thread thread, String where) {
        await().until(() -> hasHalted(thread, where));
    }

    private static boolean hasHalted(Thread thread, String where) {
        Thread.State state = thread.getState();
        boolean waits = state == Thread.State.WAITING && isIn(thread, where);
        return waits || state == Thread.State.TERMINATED;
    }

    private static boolean isIn(Thread thread, String where) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(where));
    }

    @Test
    void neverHasAFileInMemoryTwice() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var content =
                new StagedContent(
                        StoreLab.mail("a"),
                        1,
                        0,
                        () -> {
                            begun.countDown();
                            mayEnd.await();
                            ended.set(true);
                        });
        var posting = new Posting(content, "", StoreLab.DATE, Flags.NONE, Optional.empty());
        SharedMailbox mailbox = acquire("demo");
        var using = CompletableFuture.runAsync(() -> mailbox.append(List.of(posting)));
        begun.await();
        lab.store().release(mailbox);
        Thread evicting = Thread.ofPlatform().start(this::useManyOthers);
        awaitHalt(evicting, "close");

        var hadEnded = new AtomicBoolean();
        Thread next =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    var _ = acquire("demo");
                                    hadEnded.set(ended.get());
                                });
        awaitHalt(next, "awaitClosed");
        mayEnd.countDown();
        next.join();
        evicting.join();
        await().until(using::isDone);

        assertThat(hadEnded).isTrue();
    }

    @Test
    void keepsAllOfManyMailboxes() throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_IN_MEMORY; i++) {
            String account = "a" + i;
            threads.add(Thread.ofVirtual().start(() -> appendAndFlag(account)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        lab.restart();

        for (int i = 0; i < MORE_THAN_IN_MEMORY; i++) {
            SharedMailbox mailbox = acquire("a" + i);
            Columns messages = mailbox.look().messages();
            assertThat(messages.size()).isEqualTo(2);
            assertThat(messages.flags(0).has(Flags.FLAGGED)).isTrue();
            assertThat(messages.flags(1).has(Flags.FLAGGED)).isTrue();
            lab.store().release(mailbox);
        }
    }

    private void appendAndFlag(String account) {
        for (String subject : List.of("a", "b")) {
            SharedMailbox mailbox = acquire(account);
            NewMessage message = StoreLab.message(StoreLab.mail(subject));
            List<Long> uids = mailbox.append(List.of(Posting.of(message)));
            mailbox.changeFlags(uids, StoreLab.add(Flags.FLAGGED), Long.MAX_VALUE);
            lab.store().release(mailbox);
        }
    }

    @Test
    void letsGoOfTheLongestUnusedWhereTheyTakeTooMuchMemory() throws IOException {
        lab.close();
        lab = StoreLab.withCacheLimit(folder, 6 * IndexState.MESSAGE_OCTETS);
        List<String> accounts = List.of("first", "second", "third");
        List<SharedMailbox> used = accounts.stream().map(this::useWithTwoMessages).toList();
        assertThat(accounts.stream().map(this::use).toList()).isEqualTo(used);

        SharedMailbox fourth = useWithTwoMessages("fourth");

        assertThat(use("second")).isSameAs(used.get(1));
        assertThat(use("third")).isSameAs(used.get(2));
        assertThat(use("fourth")).isSameAs(fourth);
        assertThat(use("first")).isNotSameAs(used.get(0));
    }

    private SharedMailbox useWithTwoMessages(String account) {
        SharedMailbox mailbox = acquire(account);
        mailbox.append(
                Stream.of("a", "b")
                        .map(StoreLab::mail)
                        .map(StoreLab::message)
                        .map(Posting::of)
                        .toList());
        lab.store().release(mailbox);
        return mailbox;
    }

    private SharedMailbox use(String account) {
        SharedMailbox mailbox = acquire(account);
        lab.store().release(mailbox);
        return mailbox;
    }
}
