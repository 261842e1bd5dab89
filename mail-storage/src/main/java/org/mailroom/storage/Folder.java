// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import java.util.Set;

/// A folder as LIST shows it. `uses` are attributes such as `\Sent`.
public record Folder(MailboxName name, Kind kind, Set<String> uses) {
    public Folder {
        uses = Set.copyOf(uses);
    }

    public enum Kind {
        MAILBOX,
        /// Only a parent of others (`\NoSelect`).
        PARENT_ONLY
    }
}
