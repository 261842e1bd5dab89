// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Place;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// A stored message, read from its beginning to its end, even while it is moved to another place in
/// its file.
final class MessageInput extends InputStream {
    private final SharedMailbox mailbox;
    private final long uid;
    private final ByteBuffer buffer;
    private Place place;
    private long version;
    private long position;

    MessageInput(SharedMailbox mailbox, long uid, Place place, long version, int bufferOctets) {
        this.mailbox = mailbox;
        this.uid = uid;
        this.place = place;
        this.version = version;
        this.buffer = ByteBuffer.allocateDirect(bufferOctets).limit(0);
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, buffer.remaining());
        buffer.get(target, offset, n);
        return n;
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        long left = place.contentOctets() - position;
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

    private int read(long current) throws IOException {
        if (current != version) {
            follow();
            version = current;
        }
        MailFile file = mailbox.reading();
        return file.read(buffer, place.contentOffset() + position);
    }

    private void follow() throws IOException {
        Place now =
                mailbox.layout()
                        .find(uid)
                        .orElseThrow(() -> new IOException("the message is gone"))
                        .place();
        if (now.contentOctets() != place.contentOctets()) {
            throw new IOException("the message was stored anew");
        }
        place = now;
    }
}
