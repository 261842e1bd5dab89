// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.Summarizer;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.access.AccessParts;
import org.mailroom.storage.file.FileWatch;
import org.mailroom.storage.upkeep.CompactionLimits;

/// What the mailboxes of a store share.
public record StoreParts(
        AccessParts access,
        CompactionLimits compaction,
        FileWatch watch,
        ReadBuffers buffers,
        Summarizer summarizer,
        TextExtractor extractor,
        TextIndexing indexing) {}
