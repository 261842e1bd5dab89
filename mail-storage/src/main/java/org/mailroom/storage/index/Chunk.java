// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.Flags;

import java.time.Instant;
import java.util.Arrays;

/// A run of messages, each fact in an array of its own: some sixty octets per message. Rows behind
/// the last one of every `Columns` that holds the chunk may be filled; the others never change.
final class Chunk {
    static final int ROWS = 512;

    final int[] uid = new int[ROWS];
    final long[] modSeq = new long[ROWS];
    final long[] millis = new long[ROWS];
    final long[] octets = new long[ROWS];
    final Flags[] flags = new Flags[ROWS];
    final byte[] written = new byte[ROWS];
    private final long[] offset = new long[ROWS];
    private final long[] contentOctets = new long[ROWS];
    private final short[] fromOctets = new short[ROWS];
    private final int[] crc = new int[ROWS];
    private final byte[] afterOctets = new byte[ROWS];
    private final byte[] form = new byte[ROWS];

    Chunk() {
        Arrays.fill(flags, Flags.NONE);
    }

    Chunk copy() {
        var copy = new Chunk();
        copy.take(this, 0, 0, ROWS);
        return copy;
    }

    private void take(Chunk from, int fromRow, int row, int rows) {
        System.arraycopy(from.uid, fromRow, uid, row, rows);
        System.arraycopy(from.modSeq, fromRow, modSeq, row, rows);
        System.arraycopy(from.millis, fromRow, millis, row, rows);
        System.arraycopy(from.octets, fromRow, octets, row, rows);
        System.arraycopy(from.flags, fromRow, flags, row, rows);
        System.arraycopy(from.offset, fromRow, offset, row, rows);
        System.arraycopy(from.contentOctets, fromRow, contentOctets, row, rows);
        System.arraycopy(from.fromOctets, fromRow, fromOctets, row, rows);
        System.arraycopy(from.crc, fromRow, crc, row, rows);
        System.arraycopy(from.afterOctets, fromRow, afterOctets, row, rows);
        System.arraycopy(from.form, fromRow, form, row, rows);
        System.arraycopy(from.written, fromRow, written, row, rows);
    }

    /// Copies one row of another chunk.
    void take(Chunk from, int fromRow, int row) {
        take(from, fromRow, row, 1);
    }

    void set(int row, IndexEntry entry) {
        uid[row] = (int) entry.uid();
        modSeq[row] = entry.modSeq();
        millis[row] = entry.date().toEpochMilli();
        octets[row] = entry.octets();
        flags[row] = entry.flags();
        offset[row] = entry.place().offset();
        contentOctets[row] = entry.place().contentOctets();
        fromOctets[row] = (short) entry.place().fromOctets();
        crc[row] = entry.crc();
        afterOctets[row] = (byte) entry.place().afterOctets();
        form[row] = (byte) entry.form();
        written[row] = entry.written().code();
    }

    /// Gives a message flags that the file does not tell yet.
    void flag(int row, Flags newFlags, long newModSeq) {
        flags[row] = newFlags;
        modSeq[row] = newModSeq;
        written[row] = IndexEntry.Written.NOT_YET.code();
    }

    IndexEntry.Written written(int row) {
        return IndexEntry.Written.of(written[row]);
    }

    IndexEntry get(int row) {
        return new IndexEntry(
                Integer.toUnsignedLong(uid[row]),
                new Place(offset[row], fromOctets[row], contentOctets[row], afterOctets[row]),
                octets[row],
                crc[row],
                form[row],
                Instant.ofEpochMilli(millis[row]),
                flags[row],
                modSeq[row],
                written(row));
    }
}
