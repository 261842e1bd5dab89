// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

/// Where a message stands in its file.
///
/// @param offset of its `From ` line
/// @param fromOctets the length of that line
/// @param contentOctets header and body as stored
/// @param afterOctets what parts it from the next message
public record Place(long offset, int fromOctets, long contentOctets, int afterOctets) {

    public long contentOffset() {
        return offset + fromOctets;
    }

    public long end() {
        return offset + fromOctets + contentOctets + afterOctets;
    }
}
