// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import java.util.concurrent.locks.ReentrantLock;

/// The room in memory for the messages of a mailbox: whoever fills a file with millions of tiny
/// messages is not to end the server. Shared by all mailboxes; safe for use by several threads.
final class MessageRoom {
    /// A file with no more messages is read beside others.
    private static final int FEW = 1 << 15;

    private final int limit;

    /// Held while a file with many messages is read: only one at a time.
    private final ReentrantLock reading = new ReentrantLock();

    /// @param limit `StoreSettings.messageLimit`
    MessageRoom(int limit) {
        this.limit = limit;
    }

    /// To be asked again and again while messages are read from a file; may wait for others.
    ///
    /// @param messages that are in memory by now
    /// @throws TooManyMessagesException when there are more than a mailbox may have
    void read(int messages) throws TooManyMessagesException {
        check(messages);
        if (messages > FEW && !reading.isHeldByCurrentThread()) {
            reading.lock();
        }
    }

    /// To be called when all has been read, on the same thread.
    void done() {
        if (reading.isHeldByCurrentThread()) {
            reading.unlock();
        }
    }

    /// @throws TooManyMessagesException when there are more than a mailbox may have
    void check(int messages) throws TooManyMessagesException {
        if (messages > limit) {
            throw new TooManyMessagesException(limit);
        }
    }
}
