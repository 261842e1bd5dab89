// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

/// One record of a segment, as its directory has it. `octets` counts the payload.
record SegmentEntry(int offset, int octets, long key, int kind, JournalRecord.Keeping keeping) {

    boolean isContent() {
        return keeping == JournalRecord.Keeping.UNTIL_RELEASED;
    }

    RecordAddress address(long segment) {
        return new RecordAddress(segment, offset, octets);
    }
}
