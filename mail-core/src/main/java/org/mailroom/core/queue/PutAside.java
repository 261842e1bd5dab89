// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.DiskFile;
import org.mailroom.core.journal.Journal;
import org.mailroom.core.journal.RecordAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The folder for what is damaged in the queue: copies of the octets as they were found, for a
/// person to look at. Safe for use by several threads.
final class PutAside {
    private static final Logger LOG = LoggerFactory.getLogger(PutAside.class);
    private static final int COPY_OCTETS = 64 << 10;

    private final Disk corrupt;

    PutAside(Disk corrupt) {
        this.corrupt = corrupt;
    }

    /// Keeps a record, durably.
    void record(RecordAddress address, Journal journal, String what) throws IOException {
        String name = "segment-" + address.segment() + "-" + address.offset();
        LOG.error(
                "{} is damaged, {}; what is left of it is {} in {}",
                what,
                journal.where(address),
                name,
                corrupt);
        ByteBuffer octets = journal.readRaw(address);
        if (!corrupt.names().contains(name)) {
            try (DiskFile file = corrupt.create(name)) {
                file.write(octets, 0);
                file.sync();
            }
            corrupt.sync();
        }
    }

    /// Keeps content that lay in a file of its own, durably.
    void content(QueueId id, DiskFile content) throws IOException {
        String name = "content-" + id;
        LOG.error(
                "The content of {} is damaged; what is left of it is {} in {}", id, name, corrupt);
        if (corrupt.names().contains(name)) {
            return;
        }
        try (DiskFile file = corrupt.create(name)) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_OCTETS);
            long size = content.size();
            for (long at = 0; at < size; at += COPY_OCTETS) {
                content.read(buffer.clear(), at);
                file.write(buffer.flip(), at);
            }
            file.sync();
        }
        corrupt.sync();
    }
}
