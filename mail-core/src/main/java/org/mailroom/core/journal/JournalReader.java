// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads many records in the order in which they lie in the journal. Those that lie close to each
/// other are read from the disk together. What it answers is good until the next call. Used by one
/// thread.
public final class JournalReader implements RecordSource {
    private static final int BLOCK_OCTETS = 64 << 10;

    /// What lies behind a larger gap is read alone: there are large records between.
    private static final int MAX_GAP_OCTETS = BLOCK_OCTETS / 8;

    private final SegmentPool pool;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_OCTETS);
    private long segment;
    private int start;
    private int end;

    JournalReader(SegmentPool pool) {
        this.pool = pool;
        block.limit(0);
    }

    @Override
    public Optional<ByteBuffer> read(RecordAddress address) throws IOException {
        Optional<Segment> where = pool.segment(address.segment());
        return where.isEmpty() ? Optional.empty() : where.get().read(address, this::octets);
    }

    @Override
    public Optional<ByteBuffer> readHead(RecordAddress address, int octets) throws IOException {
        Optional<Segment> where = pool.segment(address.segment());
        return where.isEmpty()
                ? Optional.empty()
                : where.get().readHead(address, octets, this::octets);
    }

    private ByteBuffer octets(Segment from, int offset, int count) throws IOException {
        boolean isNear = from.number == segment && offset >= start && offset - end < MAX_GAP_OCTETS;
        boolean isThere = isNear && offset + count <= start + block.limit();
        segment = from.number;
        end = offset + count;
        if (!isThere) {
            start = offset;
            block.clear();
            if (!isNear || count > BLOCK_OCTETS) {
                block.limit(0);
                return from.octets(offset, count);
            }
            from.file.read(block, offset);
            block.flip();
        }
        int at = offset - start;
        return block.slice(at, Math.min(count, block.limit() - at));
    }
}
