// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.QueueDraft;

import java.io.IOException;

/// A body that is to take the place of that of a message. It lies where messages do while they
/// arrive; closing it leaves nothing. Used by one thread.
public final class NewBody implements AutoCloseable {
    private final QueueDraft draft;

    NewBody(QueueDraft draft) {
        this.draft = draft;
    }

    public void write(byte[] buffer, int offset, int length) {
        draft.write(buffer, offset, length);
    }

    public long octets() {
        return draft.octets();
    }

    MessageContent content() throws IOException {
        return draft.content();
    }

    @Override
    public void close() {
        draft.close();
    }
}
