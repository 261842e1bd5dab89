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
        IndexEntry entry = mailbox.entry(uid);
        long start = entry.place().contentOffset();
        long end = start + entry.place().contentOctets();
        int buffer = Math.clamp(entry.place().contentOctets(), 1024, BUFFER_OCTETS);
        return new StoredText(new FileInput(mailbox.reading(), start, end, buffer), entry.form());
    }
}
