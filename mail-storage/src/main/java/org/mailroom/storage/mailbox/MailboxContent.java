// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.mbox.StoredText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;

/// A message in a mailbox file, found by its UID each time it is opened.
record MailboxContent(SharedMailbox mailbox, long uid, long octets) implements MessageContent {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxContent.class);
    private static final int BUFFER_OCTETS = 32 * 1024;
    private static final int MAX_TRIES = 200;
    private static final int PAUSE_MILLIS = 50;

    @Override
    public InputStream open() throws IOException {
        return new Steady(stored());
    }

    private InputStream stored() throws IOException {
        IndexEntry known = mailbox.entry(uid);
        return mailbox.layout()
                .steady(
                        version -> {
                            IndexEntry now = mailbox.layout().now(known);
                            long octets = now.place().contentOctets();
                            int buffer = Math.clamp(octets, 1024, BUFFER_OCTETS);
                            return new StoredText(
                                    new MessageInput(mailbox, now, version, buffer), now.form());
                        });
    }

    /// The message from its beginning to its end, though it may be stored anew meanwhile.
    private final class Steady extends InputStream {
        private InputStream current;
        private long delivered;

        Steady(InputStream current) {
            this.current = current;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (true) {
                try {
                    int n = current.read(target, offset, length);
                    delivered += Math.max(0, n);
                    return n;
                } catch (MovedException e) {
                    again();
                }
            }
        }

        private void again() throws IOException {
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                try {
                    current.close();
                    current = stored();
                    current.skipNBytes(delivered);
                    return;
                } catch (MovedException e) {
                    LOG.debug("UID {} was stored anew once more", uid);
                    pause();
                }
            }
            throw new IOException("the mailbox changes all the time");
        }

        // Another program may have the file locked while it writes it anew.
        private static void pause() throws IOException {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
}
