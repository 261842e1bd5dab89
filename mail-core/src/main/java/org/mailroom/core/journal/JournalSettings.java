// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

/// Sizes of a journal. A record can be half a segment at most, and never over `MAX_RECORD_OCTETS`.
public record JournalSettings(int segmentOctets) {
    public static final int MAX_RECORD_OCTETS = 4 << 20;
    public static final JournalSettings DEFAULT = new JournalSettings(16 << 20);
    private static final int MIN_SEGMENT_OCTETS = 4096;

    public JournalSettings {
        if (segmentOctets < MIN_SEGMENT_OCTETS || segmentOctets % 8 != 0) {
            throw new IllegalArgumentException("segment of " + segmentOctets + " octets");
        }
    }

    /// The longest content that surely fits into a record beside its description.
    public int maxContentOctets() {
        return maxRecordOctets() / 2;
    }

    int maxRecordOctets() {
        return Math.min(MAX_RECORD_OCTETS, segmentOctets / 2);
    }
}
