// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

/// Something to be written down. `kind` (1 to 255) and `key` are the owner's; `keeping` says how
/// long the journal has to keep it.
public record JournalRecord(int kind, long key, Keeping keeping, Payload payload) {

    /// How long a record matters.
    public enum Keeping {
        /// Until the owner releases its address.
        UNTIL_RELEASED,
        /// As long as any older record is kept.
        WITH_OLDER_RECORDS
    }

    public JournalRecord {
        if (kind < 1 || kind > 255) {
            throw new IllegalArgumentException("record kind " + kind);
        }
    }
}
