// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.RefilledInput;
import org.mailroom.storage.follow.MovedException;
import org.mailroom.storage.index.CompactionPlan.Spot;
import org.mailroom.storage.index.IndexEntry;

import java.io.IOException;

/// A stored message, read from its beginning to its end, even while it is moved to another place in
/// its file.
final class MessageInput extends RefilledInput {
    private final SharedMailbox mailbox;
    private boolean isClosed;
    private IndexEntry known;
    private long version;
    private long position;

    MessageInput(SharedMailbox mailbox, IndexEntry known, long version) {
        super(mailbox.buffers().take());
        this.mailbox = mailbox;
        this.known = known;
        this.version = version;
    }

    @Override
    protected boolean fill() throws IOException {
        if (isClosed) {
            throw new IOException("the message has been closed");
        }
        if (buffer.hasRemaining()) {
            return true;
        }
        long left = known.place().contentOctets() - position;
        if (left <= 0) {
            return false;
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int n = mailbox.layout().steady(this::read);
        position += n;
        buffer.flip();
        if (n == 0) {
            throw new IOException("the mailbox is shorter than it was");
        }
        return true;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            mailbox.buffers().give(buffer);
        }
    }

    private int read(long current) throws IOException {
        if (current != version) {
            follow();
            version = current;
        }
        Spot spot = mailbox.layout().spot(known.uid(), known.place().contentOffset() + position);
        buffer.limit((int) Math.min(buffer.limit(), spot.octets()));
        return mailbox.read(buffer, spot.offset());
    }

    private void follow() throws MovedException {
        IndexEntry now = mailbox.layout().now(known);
        if (now.place().contentOctets() != known.place().contentOctets()) {
            throw new MovedException();
        }
        known = now;
    }
}
