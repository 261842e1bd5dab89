// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.journal.Disk;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.MailFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;

/// What the mailboxes of a store share.
record StoreParts(
        MailFiles files,
        Indexes indexes,
        Locking locking,
        StoreSettings.Compaction compaction,
        MessageRoom room,
        FileThreads threads,
        FileWatch watch,
        InstantSource clock,
        ZoneId zone,
        UidValidities uidValidities,
        ReadBuffers buffers,
        Summarizer summarizer,
        TextExtractor extractor,
        TextIndexing indexing) {

    /// Where the indexes are.
    interface Indexes {
        /// Makes the folder of an index.
        Disk in(Path folder) throws IOException;

        /// The name by which the index in a folder knows its mailbox.
        String mailbox(Path folder);
    }
}
