// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import java.io.IOException;
import java.nio.file.Path;

/// A mailbox as deliveries see it. Safe for use by several threads.
public final class DeliveryTarget {
    private final MboxStore store;
    private final Path file;
    private final Path indexFolder;
    private final long sizeLimit;

    DeliveryTarget(MboxStore store, Path file, Path indexFolder, long sizeLimit) {
        this.store = store;
        this.file = file;
        this.indexFolder = indexFolder;
        this.sizeLimit = sizeLimit;
    }

    /// What became of a delivery.
    public enum Result {
        /// It is in the mailbox, and durable; now, or since before.
        STORED,
        /// The mailbox would grow over its limit.
        TOO_LARGE
    }

    public Path file() {
        return file;
    }

    /// Stores one message. Blocks until it is durable; deliveries that wait for the same mailbox at
    /// the same time share locks, write and sync.
    ///
    /// @throws org.mailroom.storage.file.LockedException when another program holds the mailbox
    public Result deliver(Posting posting) throws IOException {
        SharedMailbox mailbox = store.acquire(file, indexFolder);
        try {
            return mailbox.deliver(posting, sizeLimit, store.rounds());
        } finally {
            store.release(mailbox);
        }
    }
}
