// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.mbox.StateSlots;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/// Writes the state of messages into the fields that stand in the file, without moving an octet.
/// Under an exclusive lock.
final class StateWriter {
    private static final int BUFFER_OCTETS = 4096;

    private final MailFile file;

    StateWriter(MailFile file) {
        this.file = file;
    }

    /// Answers whether the file now says all there is to say.
    boolean write(IndexEntry entry, StateFields.Age age, StateFields.Life life) throws IOException {
        long start = entry.place().contentOffset();
        StateSlots slots;
        long end = start + entry.place().contentOctets();
        try (InputStream in = new FileInput(file, start, end, BUFFER_OCTETS)) {
            slots = StateSlots.find(in);
        }
        StateSlots.Edits edits = slots.edits(entry.flags(), age, life);
        for (Map.Entry<Long, byte[]> line : edits.lines().entrySet()) {
            file.write(ByteBuffer.wrap(line.getValue()), start + line.getKey());
        }
        return edits.fit() == StateSlots.Fit.ALL;
    }
}
