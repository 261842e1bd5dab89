// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.util.List;

/// A stretch of a file and the checksums by which it is known: one for each page of the file that
/// it touches, as a crash leaves whole pages.
///
/// @param offset where it begins, which was the end of the file
public record Extent(long offset, long octets, List<Integer> pageChecksums) {
    public static final int PAGE_OCTETS = 4096;

    public Extent {
        pageChecksums = List.copyOf(pageChecksums);
    }

    public long end() {
        return offset + octets;
    }
}
