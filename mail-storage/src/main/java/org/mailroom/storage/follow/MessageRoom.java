// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/// The room in memory for the messages of a mailbox: whoever fills a file with millions of tiny
/// messages is not to end the server. Shared by all mailboxes; safe for use by several threads.
public final class MessageRoom {
    /// A file with no more messages is read beside others.
    private static final int FEW = 1 << 15;

    private final int limit;

    /// Held while a file with many messages is read: only one at a time.
    private final Semaphore many = new Semaphore(1, true);

    /// Who reads that file.
    private volatile @Nullable Thread reader;

    /// @param limit `StoreSettings.messageLimit`
    public MessageRoom(int limit) {
        this.limit = limit;
    }

    /// Waits until no other file with many messages is read. By who holds no locks of files, and no
    /// file thread.
    public void enter() {
        many.acquireUninterruptibly();
    }

    public void leave() {
        many.release();
    }

    /// Work of who has entered, on the thread that reads.
    public <T> T alone(Callable<T> work) throws Exception {
        reader = Thread.currentThread();
        try {
            return work.call();
        } finally {
            reader = null;
        }
    }

    /// To be asked again and again while messages are read from a file.
    ///
    /// @param messages of the mailbox that are in memory by now
    /// @throws TooManyMessagesException when there are more than a mailbox may have
    /// @throws CrowdedException when there are many, and it is not known yet that nobody else reads
    ///   such a file
    public void read(int messages) throws IOException {
        check(messages);
        if (messages > FEW && !Thread.currentThread().equals(reader)) {
            throw new CrowdedException();
        }
    }

    /// To be asked before messages are added.
    ///
    /// @throws TooManyMessagesException when there are more than a mailbox may have
    public void check(int messages) throws TooManyMessagesException {
        if (messages > limit) {
            throw new TooManyMessagesException(limit);
        }
    }
}
