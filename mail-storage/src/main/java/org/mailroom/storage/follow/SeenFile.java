// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.MailFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// A mailbox file as it was when it was last looked at. By this, those who read it without a lock
/// know whether what they have read is what the index tells of: other programs write when they
/// like, and may have put other octets in its place. Safe for use by several threads.
///
/// What is read counts when we have had the file locked all the while, and had brought the index in
/// step with it, or when the file is afterwards what it was when that was last so.
public final class SeenFile {
    private volatile FileStamp stamp = FileStamp.ABSENT;

    /// Odd while the file is locked and in step. Changed by who has the turn.
    private final AtomicLong phase = new AtomicLong();

    public boolean is(FileStamp now) {
        return stamp.equals(now);
    }

    /// The file is locked and in step with the index, until `release`.
    public void hold() {
        phase.incrementAndGet();
    }

    /// The file may be unlocked; it has been left like this.
    public void release(FileStamp left) {
        stamp = left;
        phase.incrementAndGet();
    }

    /// Reads from a file at a place that cannot change meanwhile.
    ///
    /// @throws MovedException when another program has changed the file
    public int read(MailFile file, ByteBuffer target, long position) throws IOException {
        int start = target.position();
        while (true) {
            long before = phase.get();
            target.position(start);
            int n = file.read(target, position);
            long after = phase.get();
            boolean wasHeld = before == after && before % 2 == 1;
            if (wasHeld || is(file.stamp())) {
                return n;
            }
            // Where the phase has changed, the file may have been changed by ourselves.
            if (before == after) {
                throw new MovedException();
            }
        }
    }
}
