// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

/// Where in a file something about a message stands, by its UID. It takes at most 64 octets a
/// message, whatever the UIDs. Not safe for use by several threads.
final class OffsetTable {
    private static final int FIRST_CAPACITY = 16;

    /// Spreads UIDs over the table, as they are dense (Knuth's multiplicative hashing).
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    /// 0, which is no UID, where a place is free. A UID stands at the first free place from its
    /// own.
    private long[] uids = new long[FIRST_CAPACITY];

    private long[] offsets = new long[FIRST_CAPACITY];
    private int size;

    /// 0 where nothing is known: no file has anything there.
    long get(long uid) {
        return offsets[place(uid)];
    }

    void put(long uid, long offset) {
        int place = place(uid);
        if (uids[place] == 0) {
            uids[place] = uid;
            size++;
        }
        offsets[place] = offset;
        if (size > uids.length / 2) {
            grow();
        }
    }

    /// Where a UID stands, or would stand.
    private int place(long uid) {
        int last = uids.length - 1;
        int place = (int) ((uid * SPREAD) >>> (Long.SIZE - Integer.bitCount(last)));
        while (uids[place] != 0 && uids[place] != uid) {
            place = (place + 1) & last;
        }
        return place;
    }

    private void grow() {
        long[] oldUids = uids;
        long[] oldOffsets = offsets;
        uids = new long[oldUids.length * 2];
        offsets = new long[oldUids.length * 2];
        for (int old = 0; old < oldUids.length; old++) {
            if (oldUids[old] != 0) {
                int place = place(oldUids[old]);
                uids[place] = oldUids[old];
                offsets[place] = oldOffsets[old];
            }
        }
    }

    /// Of how many messages something is known.
    int size() {
        return size;
    }

    long memoryOctets() {
        return uids.length * 2L * Long.BYTES;
    }
}
