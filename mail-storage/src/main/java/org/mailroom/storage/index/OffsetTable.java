// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import java.util.HashMap;
import java.util.Map;

/// Where in a file something about a message stands, by its UID: eight octets a message where UIDs
/// are dense. Not safe for use by several threads.
final class OffsetTable {
    private static final int ROWS = 256;

    /// 0 where nothing is known: no file has anything there.
    private final Map<Long, long[]> pages = new HashMap<>();

    private int size;

    long get(long uid) {
        long[] page = pages.get(uid / ROWS);
        return page == null ? 0 : page[(int) (uid % ROWS)];
    }

    void put(long uid, long offset) {
        long[] page = pages.computeIfAbsent(uid / ROWS, _ -> new long[ROWS]);
        int row = (int) (uid % ROWS);
        size += page[row] == 0 ? 1 : 0;
        page[row] = offset;
    }

    /// Of how many messages something is known.
    int size() {
        return size;
    }

    long memoryOctets() {
        return pages.size() * (ROWS * 8L + 64);
    }
}
