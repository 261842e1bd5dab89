// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.upkeep;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The thread that looks after the mailboxes in memory, one after another, every second.
public final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long PAUSE_MILLIS = 1000;

    private final Supplier<List<Upkeep>> mailboxes;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    public Keeper(Supplier<List<Upkeep>> mailboxes) {
        this.mailboxes = mailboxes;
        this.thread = Thread.ofPlatform().name("mailbox-keeper").daemon().start(this::run);
    }

    private void run() {
        try {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                mailboxes.get().forEach(Keeper::lookAfter);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void lookAfter(Upkeep mailbox) {
        try {
            mailbox.run();
        } catch (RuntimeException e) {
            LOG.error("Upkeep of {} has failed", mailbox.path(), e);
        }
    }

    /// Waits for what it is doing just now.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
