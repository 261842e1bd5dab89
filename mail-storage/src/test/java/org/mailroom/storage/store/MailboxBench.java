// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.account.Account;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NeverAsked;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.mailbox.SharedMailbox;
import org.mailroom.storage.mbox.Mails;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Prints how fast mail gets into mailboxes, and how fast a large mailbox opens.
@Tag("bench")
class MailboxBench {
    private static final String MAIL =
            "Received: from a by b with ESMTP id x\r\nSubject: bench\r\n\r\n"
                    + "a line of text with some sixty characters, as people write it.\r\n"
                            .repeat(62);

    @TempDir private Path folder;

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private MboxStore open() throws IOException {
        return MboxStore.open(
                StoreSettings.in(
                        folder.resolve("spool"),
                        folder.resolve("virtual"),
                        folder.resolve("folders"),
                        folder.resolve("index")),
                new NeverAsked(),
                new NeverAsked(),
                InstantSource.system());
    }

    @ParameterizedTest
    @CsvSource({"100, 2000, 30000", "1, 2000, 30000", "100, 50, 10000", "1, 1, 20"})
    void printsDeliveries(int mailboxes, int atOnce, int messages) throws Exception {
        try (MboxStore store = open()) {
            deliver(store, mailboxes, atOnce, Math.max(1, messages / 10));
            long start = System.nanoTime();
            deliver(store, mailboxes, atOnce, messages);
            double seconds = seconds(start);
            System.out.printf(
                    "deliver: %,d messages of 4 KiB into %d mailboxes, %d at once: %,.0f/s%n",
                    messages, mailboxes, atOnce, messages / seconds);
        }
    }

    private static void deliver(MboxStore store, int mailboxes, int atOnce, int messages)
            throws Exception {
        var places = new Semaphore(atOnce);
        String run = Long.toString(System.nanoTime(), 36);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < messages; i++) {
                int number = i;
                places.acquire();
                var _ =
                        threads.submit(
                                () -> {
                                    try {
                                        return deliver(
                                                store, "user" + number % mailboxes, run + number);
                                    } finally {
                                        places.release();
                                    }
                                });
            }
        }
    }

    private static Deliveries.Result deliver(MboxStore store, String account, String id)
            throws IOException {
        var key = new DeliveryKey(id, account + "@example.org");
        var posting =
                new Posting(
                        Mails.content(MAIL),
                        "a@b.example",
                        Instant.now(),
                        Flags.NONE,
                        Optional.of(key));
        return store.inbox(account).deliver(posting);
    }

    @Test
    void printsALargeMailbox() throws IOException {
        int messages = 100_000;
        writeForeign(messages);
        try (MboxStore store = open()) {
            timed("open, never seen", () -> size(store));
        }
        try (MboxStore store = open()) {
            timed("open with its index", () -> size(store));
            timed("open again", () -> size(store));
            timed("read all", () -> readAll(store));
            timed("flag all", () -> flagAll(store));
            timed("copy 10,000", () -> copy(store));
            timed("expunge every second", () -> expunge(store));
            timed("and compact", () -> compact(store));
            assertThat(size(store)).isEqualTo(messages / 2);
        }
    }

    private void writeForeign(int messages) throws IOException {
        Path file = folder.resolve("spool/large");
        Files.createDirectories(folder.resolve("spool"));
        String body =
                "a line of text with some sixty characters, as people write it.\n".repeat(160);
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < messages; i++) {
                out.write("From a@b.example Mon Nov 23 10:00:00 2026\nSubject: " + i + "\n\n");
                out.write(body);
                out.write('\n');
            }
        }
    }

    private interface Work {
        long run() throws IOException;
    }

    private static void timed(String what, Work work) throws IOException {
        long start = System.nanoTime();
        long result = work.run();
        System.out.printf(
                "large mailbox: %s: %,.1f ms (%,d)%n", what, seconds(start) * 1000, result);
    }

    private static Mailbox inbox(MboxStore store) {
        return store.account(new Account("large")).open(MailboxName.INBOX);
    }

    private static long size(MboxStore store) {
        try (Mailbox inbox = inbox(store)) {
            return inbox.snapshot().size();
        }
    }

    private static List<Long> uids(Mailbox inbox) {
        Snapshot snapshot = inbox.snapshot();
        return LongStream.range(0, snapshot.size()).mapToObj(i -> snapshot.uid((int) i)).toList();
    }

    private static long readAll(MboxStore store) throws IOException {
        long octets = 0;
        byte[] buffer = new byte[64 * 1024];
        try (Mailbox inbox = inbox(store)) {
            for (long uid : uids(inbox)) {
                try (InputStream in = inbox.content(uid).open()) {
                    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                        octets += n;
                    }
                }
            }
        }
        return octets;
    }

    private static long flagAll(MboxStore store) {
        try (Mailbox inbox = inbox(store)) {
            List<Long> uids = uids(inbox);
            inbox.changeFlags(uids, StoreLab.add(Flags.SEEN), Long.MAX_VALUE);
            return uids.size();
        }
    }

    private static long copy(MboxStore store) {
        try (Mailbox inbox = inbox(store);
                Mailbox target =
                        store.account(new Account("large")).open(new MailboxName("Archive"))) {
            return inbox.copy(uids(inbox).subList(0, 10_000), target).size();
        }
    }

    private static long expunge(MboxStore store) {
        try (Mailbox inbox = inbox(store)) {
            List<Long> half = new ArrayList<>();
            for (long uid : uids(inbox)) {
                if (uid % 2 == 0) {
                    half.add(uid);
                }
            }
            inbox.expunge(half);
            return half.size();
        }
    }

    private long compact(MboxStore store) throws IOException {
        Path file = folder.resolve("spool/large");
        SharedMailbox shared = store.acquire(file, store.inboxIndex("large"));
        shared.upkeep().finish();
        store.release(shared);
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            assertThat(files).isNotEmpty();
        }
        return Files.size(file);
    }
}
