// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.FileInput;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.mbox.StateSlots;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/// The fields of state that messages have in the file. What is written into them moves no octet.
/// Under a lock, an exclusive one to write. For one thread.
public final class StoredState {
    private static final int BUFFER_OCTETS = 4096;

    private final MailFile file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);

    public StoredState(MailFile file) {
        this.file = file;
    }

    StateSlots slots(IndexEntry entry) throws IOException {
        long start = entry.place().contentOffset();
        long end = start + entry.place().contentOctets();
        try (InputStream in = new FileInput(file, start, end, buffer)) {
            return StateSlots.find(in);
        }
    }

    /// Answers whether the file now says all there is to say.
    public boolean write(IndexEntry entry, StateFields.Age age, StateFields.Life life)
            throws IOException {
        StateSlots.Edits edits = slots(entry).edits(entry.uid(), entry.flags(), age, life);
        write(edits.lines(), entry);
        return edits.fit() == StateSlots.Fit.ALL;
    }

    /// Writes the last UID of the mailbox into its first message, if that tells of the mailbox.
    public void writeBase(IndexEntry first, long uidValidity, long lastUid) throws IOException {
        write(slots(first).baseEdit(uidValidity, lastUid), first);
    }

    private void write(Map<Long, byte[]> lines, IndexEntry entry) throws IOException {
        for (Map.Entry<Long, byte[]> line : lines.entrySet()) {
            long offset = entry.place().contentOffset() + line.getKey();
            file.write(ByteBuffer.wrap(line.getValue()), offset);
        }
    }
}
