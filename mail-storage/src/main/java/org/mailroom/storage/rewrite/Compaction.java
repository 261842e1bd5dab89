// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.CompactionPlan.Insertion;
import org.mailroom.storage.index.CompactionPlan.Move;
import org.mailroom.storage.index.IndexChange;
import org.mailroom.storage.index.MailboxIndex;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;

/// Carries out a plan in place, so that a crash at any point can be mended by going on.
///
/// Stretches are copied towards the beginning of the file in the order in which they will stand
/// there. What has been copied since the last note may have to be copied again after a crash, so
/// its source must still be there: before anything is written over it, the file is synced and the
/// index notes how far the copies have come. As the gap grows with each expunged message that is
/// passed, such notes become rare. Those who read messages wait for one copy at most. Nobody else
/// may use the file meanwhile; the lock file stays behind in a crash and keeps other programs out
/// until this has been finished.
final class Compaction {
    private static final int BUFFER_OCTETS = 1 << 20;
    private static final int SUM_OCTETS = 1 << 16;
    private static final long MAX_UNSYNCED = 64 << 20;

    private final MailFile file;
    private final MailboxIndex index;
    private final CompactionPlan plan;
    private final Layout layout;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);

    /// What will stand before this is in place.
    private long written;

    private long durable;

    /// Where the sources begin that must not be touched.
    private long needed = Long.MAX_VALUE;

    Compaction(MailFile file, MailboxIndex index, CompactionPlan plan, Layout layout) {
        this.file = file;
        this.index = index;
        this.plan = plan;
        this.layout = layout;
        this.written = index.compactedTo();
        this.durable = written;
    }

    /// Copies all that has not been copied yet. Under an exclusive lock; readers go on meanwhile.
    void run() throws IOException {
        layout.moving(plan, written);
        Deque<Insertion> insertions = new ArrayDeque<>(plan.insertions());
        for (Move move : plan.moves()) {
            while (!insertions.isEmpty() && insertions.getFirst().target() < move.target()) {
                put(insertions.removeFirst());
            }
            copy(move);
        }
        while (!insertions.isEmpty()) {
            put(insertions.removeFirst());
        }
        file.sync();
        index.apply(new IndexChange.Copied(restChecksum(file, plan)));
        index.sync();
    }

    /// Of what stands behind the result before it is cut off.
    static int restChecksum(MailFile file, CompactionPlan plan) throws IOException {
        var checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(SUM_OCTETS);
        for (long at = plan.newOctets(); at < plan.oldOctets(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), plan.oldOctets() - at));
            if (file.read(buffer, at) < buffer.limit()) {
                throw new IOException("the mailbox is shorter than it was");
            }
            checksum.update(buffer.flip());
        }
        return (int) checksum.getValue();
    }

    private void put(Insertion insertion) throws IOException {
        byte[] text = insertion.text().getBytes(StandardCharsets.UTF_8);
        long end = insertion.target() + text.length;
        if (end > durable) {
            makeRoom(end);
            layout.moved(
                    () -> {
                        file.write(ByteBuffer.wrap(text), insertion.target());
                        return end;
                    });
            written = end;
        }
    }

    private void copy(Move move) throws IOException {
        long done = Math.clamp(durable - move.target(), 0, move.octets());
        while (done < move.octets()) {
            long source = move.source() + plan.shift() + done;
            long target = move.target() + done;
            long gap = source - target;
            int octets = (int) Math.min(Math.min(gap, buffer.capacity()), move.octets() - done);
            makeRoom(target + octets);
            needed = Math.min(needed, source);
            copy(source, target, octets);
            done += octets;
            written = target + octets;
        }
    }

    private void copy(long source, long target, int octets) throws IOException {
        buffer.clear().limit(octets);
        if (file.read(buffer, source) < octets) {
            throw new IOException("the mailbox is shorter than it was");
        }
        layout.moved(
                () -> {
                    file.write(buffer.flip(), target);
                    return target + octets;
                });
    }

    /// Before sources are overwritten, what was made of them must be safe.
    private void makeRoom(long end) throws IOException {
        if (end > needed || end - durable > MAX_UNSYNCED) {
            note(written);
        }
    }

    private void note(long target) throws IOException {
        file.sync();
        index.apply(new IndexChange.Moved(target));
        index.sync();
        durable = target;
        needed = Long.MAX_VALUE;
    }
}
