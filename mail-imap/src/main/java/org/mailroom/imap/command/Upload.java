// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.ContentSpool;
import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.nio.file.Path;

/// A message as it arrives in an APPEND: line ends made CRLF. On the session's thread.
final class Upload implements AutoCloseable {
    private static final byte[] CR = {'\r'};

    private final ContentSpool spool;
    private boolean afterCr;
    private boolean hasNul;

    Upload(Path scratch) {
        this.spool = new ContentSpool(scratch);
    }

    /// Whether a NUL has come, which no literal may hold (RFC 3501 §4.3).
    boolean hasNul() {
        return hasNul;
    }

    void add(byte[] part, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            hasNul |= part[i] == 0;
            if (part[i] == '\n' && !afterCr) {
                spool.write(part, from, i - from);
                spool.write(CR, 0, 1);
                from = i;
            }
            afterCr = part[i] == '\r';
        }
        spool.write(part, from, offset + length - from);
    }

    /// The whole message; valid until `close`.
    MessageContent content() {
        return spool.content();
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
