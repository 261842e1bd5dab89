// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.message.BlockInput;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.follow.MovedException;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.mbox.StoredText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;

/// A message in a mailbox file, found by its UID each time it is opened. Nobody is waited for while
/// it stands where it is known to stand, so that a mailbox can be copied into itself.
record MailboxContent(SharedMailbox mailbox, IndexEntry known) implements MessageContent {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxContent.class);
    private static final int MAX_TRIES = 200;
    private static final int PAUSE_MILLIS = 50;

    @Override
    public long octets() {
        return known.octets();
    }

    @Override
    public InputStream open() throws IOException {
        return new Steady(stored(known));
    }

    private InputStream stored(IndexEntry entry) throws IOException {
        return mailbox.layout()
                .steady(
                        version -> {
                            IndexEntry now = mailbox.layout().now(entry);
                            long octets = now.place().contentOctets();
                            var stored = new MessageInput(mailbox, now, version);
                            return new StoredText(stored, octets, now.form());
                        });
    }

    /// The message from its beginning to its end, though it may be stored anew meanwhile.
    private final class Steady extends BlockInput {
        private InputStream current;
        private long delivered;

        Steady(InputStream current) {
            this.current = current;
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
                    current = stored(mailbox.entry(known.uid()));
                    current.skipNBytes(delivered);
                    return;
                } catch (MovedException e) {
                    LOG.debug("UID {} was stored anew once more", known.uid());
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
