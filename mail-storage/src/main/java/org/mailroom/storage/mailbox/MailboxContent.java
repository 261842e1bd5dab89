// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.mbox.StoredText;

import java.io.IOException;
import java.io.InputStream;

/// A message in a mailbox file, found by its UID each time it is opened.
record MailboxContent(SharedMailbox mailbox, long uid, long octets) implements MessageContent {
    private static final int BUFFER_OCTETS = 32 * 1024;

    @Override
    public InputStream open() throws IOException {
        // The version first: if places change between the two, the reader looks again.
        long version = mailbox.layout().steady(current -> current);
        IndexEntry entry = mailbox.entry(uid);
        int buffer = Math.clamp(entry.place().contentOctets(), 1024, BUFFER_OCTETS);
        return new StoredText(
                new MessageInput(mailbox, uid, entry.place(), version, buffer), entry.form());
    }
}
