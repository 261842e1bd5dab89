// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.storage.access.Posting;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.mailbox.SharedMailbox;

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

    public Path file() {
        return file;
    }

    /// Stores one message. Blocks until it is durable; deliveries that wait for the same mailbox at
    /// the same time share locks, write and sync.
    ///
    /// @throws org.mailroom.storage.file.LockedException when another program holds the mailbox
    public Deliveries.Result deliver(Posting posting) throws IOException {
        SharedMailbox mailbox = store.acquire(file, indexFolder);
        try {
            return mailbox.deliver(posting, sizeLimit, store.rounds());
        } finally {
            store.release(mailbox);
        }
    }
}
