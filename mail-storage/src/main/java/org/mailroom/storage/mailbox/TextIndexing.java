// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The thread that indexes the text of mailboxes, one after another.
public final class TextIndexing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextIndexing.class);
    private static final long WORK_NANOS = 200_000_000;
    private static final long REST_MILLIS = 50;

    private final BlockingQueue<MailboxText> waiting = new LinkedBlockingQueue<>();

    /// There is none as long as nobody searches.
    private @Nullable Thread thread;

    private boolean isClosed;

    /// Keeps one who works for long from taking a processor for itself.
    static final class Pace {
        private long end = System.nanoTime() + WORK_NANOS;

        void keep() throws InterruptedException {
            if (System.nanoTime() > end) {
                Thread.sleep(REST_MILLIS);
                end = System.nanoTime() + WORK_NANOS;
            }
        }
    }

    synchronized void request(MailboxText text) {
        waiting.add(text);
        if (thread == null && !isClosed) {
            thread = Thread.ofPlatform().name("text-index").daemon().start(this::run);
        }
    }

    private void run() {
        try {
            while (true) {
                index(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void index(MailboxText text) throws InterruptedException {
        try {
            text.catchUp(new Pace());
        } catch (RuntimeException | Error e) {
            // The text of other mailboxes is waiting.
            LOG.error("Indexing text has failed", e);
        }
    }

    @Override
    public void close() {
        Thread running = ended();
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Thread ended() {
        isClosed = true;
        return thread;
    }
}
