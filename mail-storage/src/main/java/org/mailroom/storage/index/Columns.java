// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The messages of a mailbox in order of UID. Immutable for its holders: a change makes another one
/// that shares all chunks but those it touches. Only the newest may be changed, by one thread at a
/// time.
public final class Columns {
    public static final Columns EMPTY = new Columns(new Chunk[0], 0);

    private final Chunk[] chunks;
    private final int size;

    private Columns(Chunk[] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    public static Columns of(List<IndexEntry> entries) {
        return EMPTY.append(entries);
    }

    public int size() {
        return size;
    }

    private Chunk chunk(int position) {
        if (position >= size) {
            throw new IndexOutOfBoundsException(position);
        }
        return chunks[position / Chunk.ROWS];
    }

    private static int row(int position) {
        return position % Chunk.ROWS;
    }

    public long uid(int position) {
        return Integer.toUnsignedLong(chunk(position).uid[row(position)]);
    }

    /// The position of a UID, or `-(insertion point) - 1`.
    public int position(long uid) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(uid(middle), uid);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -low - 1;
    }

    public Flags flags(int position) {
        return chunk(position).flags[row(position)];
    }

    public long modSeq(int position) {
        return chunk(position).modSeq[row(position)];
    }

    public Instant date(int position) {
        return Instant.ofEpochMilli(chunk(position).millis[row(position)]);
    }

    public long octets(int position) {
        return chunk(position).octets[row(position)];
    }

    public IndexEntry.Written written(int position) {
        return chunk(position).written(row(position));
    }

    public IndexEntry entry(int position) {
        return chunk(position).get(row(position));
    }

    public List<IndexEntry> entries() {
        List<IndexEntry> entries = new ArrayList<>(size);
        for (int position = 0; position < size; position++) {
            entries.add(entry(position));
        }
        return entries;
    }

    /// Adds messages behind the last one, whose UIDs are higher.
    public Columns append(List<IndexEntry> entries) {
        int newSize = size + entries.size();
        Chunk[] more = Arrays.copyOf(chunks, (newSize + Chunk.ROWS - 1) / Chunk.ROWS);
        int position = size;
        for (IndexEntry entry : entries) {
            int at = position / Chunk.ROWS;
            if (at >= chunks.length && row(position) == 0) {
                more[at] = new Chunk();
            }
            more[at].set(row(position), entry);
            position++;
        }
        return new Columns(more, newSize);
    }

    /// Puts other entries into some positions; their UIDs stay.
    public Columns replace(Map<Integer, IndexEntry> entries) {
        Chunk[] changed = chunks.clone();
        entries.forEach(
                (position, entry) -> {
                    int at = position / Chunk.ROWS;
                    if (changed[at] == chunks[at]) {
                        changed[at] = chunks[at].copy();
                    }
                    changed[at].set(row(position), entry);
                });
        return new Columns(changed, size);
    }

    /// Changes the flags of messages, of which the file tells nothing yet.
    Columns flagged(List<UidRange> uids, FlagChange change, long modSeq) {
        Chunk[] changed = chunks.clone();
        // Most have the same flags, before and after.
        Flags before = Flags.NONE;
        Flags after = change.applyTo(before);
        for (UidRange range : uids) {
            int position = insertionPoint(range.first());
            while (position < size && uid(position) <= range.last()) {
                int at = position / Chunk.ROWS;
                if (changed[at] == chunks[at]) {
                    changed[at] = chunks[at].copy();
                }
                if (!flags(position).equals(before)) {
                    before = flags(position);
                    after = change.applyTo(before);
                }
                changed[at].flag(row(position), after, modSeq);
                position++;
            }
        }
        return new Columns(changed, size);
    }

    private int insertionPoint(long uid) {
        int position = position(uid);
        return position < 0 ? -position - 1 : position;
    }

    /// Takes messages out.
    public Columns remove(Set<Integer> positions) {
        int first = positions.stream().min(Integer::compare).orElse(size) / Chunk.ROWS;
        int newSize = size - positions.size();
        Chunk[] left = Arrays.copyOf(chunks, (newSize + Chunk.ROWS - 1) / Chunk.ROWS);
        Arrays.fill(left, Math.min(first, left.length), left.length, null);
        int target = first * Chunk.ROWS;
        for (int position = target; position < size; position++) {
            if (!positions.contains(position)) {
                if (row(target) == 0) {
                    left[target / Chunk.ROWS] = new Chunk();
                }
                left[target / Chunk.ROWS].take(chunk(position), row(position), row(target));
                target++;
            }
        }
        return new Columns(left, newSize);
    }
}
