// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.journal.Disk;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.MailFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;

/// What the mailboxes of a store share.
record StoreParts(
        MailFiles files,
        Disks disks,
        Locking locking,
        StoreSettings.Compaction compaction,
        FileThreads threads,
        FileWatch watch,
        InstantSource clock,
        ZoneId zone,
        UidValidities uidValidities) {

    /// Makes the folder of an index.
    interface Disks {
        Disk in(Path folder) throws IOException;
    }
}
