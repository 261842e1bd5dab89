// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.file.FileStamp;

import java.util.List;

/// A change of a mailbox, as the index's journal keeps it.
public sealed interface IndexChange {

    /// All there is to know: a new beginning. `delivered` are the last deliveries, oldest first;
    /// messages with UIDs below `syncedBelow` were durable. The index belongs to the mailbox of
    /// this name, and to no other that has come by its files.
    record Base(String mailbox, IndexState state, List<Delivered> delivered, long syncedBelow)
            implements IndexChange {
        public Base {
            delivered = List.copyOf(delivered);
        }
    }

    /// The names that the mailbox may have from now on: two while it is renamed.
    record Named(List<String> mailboxes) implements IndexChange {
        public Named {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /// Messages are about to be written to the end of the file. What is written has this extent.
    record Intended(List<IndexEntry> added, List<Delivered> deliveries, Extent extent)
            implements IndexChange {
        public Intended {
            added = List.copyOf(added);
            deliveries = List.copyOf(deliveries);
        }
    }

    /// What was intended has been written.
    record Written(FileStamp stamp) implements IndexChange {}

    /// What was intended has not been written, and the file is as it was before.
    record Withdrawn(FileStamp stamp) implements IndexChange {}

    /// Other programs have added messages.
    record Found(List<IndexEntry> added, FileStamp stamp) implements IndexChange {
        public Found {
            added = List.copyOf(added);
        }
    }

    /// Flags have changed, in the index or in the file.
    record Changed(List<IndexEntry> entries, FileStamp stamp) implements IndexChange {
        public Changed {
            entries = List.copyOf(entries);
        }
    }

    /// A change of flags that the file does not tell yet, of all messages with these UIDs. One
    /// record for many messages.
    record Flagged(List<UidRange> uids, FlagChange change, long modSeq) implements IndexChange {
        public Flagged {
            uids = List.copyOf(uids);
        }
    }

    record Expunged(List<Long> uids, long modSeq, FileStamp stamp) implements IndexChange {
        public Expunged {
            uids = List.copyOf(uids);
        }
    }

    record Claimed(long firstRecent) implements IndexChange {}

    /// Messages with UIDs below this are durable in the file.
    record Synced(long uidNext) implements IndexChange {}

    /// A delivery of which the index knew nothing was found in the file.
    record Recognized(Delivered delivered) implements IndexChange {}

    /// The mailbox was left in order. As the last record it says that no crash has come after it.
    record Closed() implements IndexChange {}

    /// The file is about to be compacted, or is since before; what will stand before `movedTo` is
    /// in its place. Until it is done, places are those before.
    record Compacting(CompactionPlan plan, long movedTo) implements IndexChange {}

    /// All that will stand before this offset is in its place, and durable.
    record Moved(long target) implements IndexChange {}

    /// All is in its place, and durable; what stands behind it has this checksum, and is about to
    /// be cut off. By that a file that was not cut is told from one to which others have added
    /// since.
    record Copied(int restChecksum) implements IndexChange {}

    /// The file has been compacted.
    record Compacted(FileStamp stamp) implements IndexChange {}
}
