// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.QueueId;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A message that is arriving. Used by one thread. Closing it without a commit leaves nothing.
public interface Draft extends AutoCloseable {

    QueueId id();

    /// Takes an order. A header field must be ordered before the content comes.
    void obey(MessageOrder order);

    /// Takes octets of the content as they came off the wire after dot-unstuffing; lines end in
    /// CRLF, bare CR and bare LF are dealt with here (`cleanup_replace_stray_cr_lf`).
    void write(byte[] buffer, int offset, int length);

    /// Takes text of the server's own.
    default void write(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        write(octets, 0, octets.length);
    }

    /// Takes the octets of another message.
    default void write(MessageContent content) throws IOException {
        byte[] buffer = new byte[16 << 10];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(buffer, 0, n);
            }
        }
    }

    /// Makes the message durable. It is ours only when this returns `Queued`.
    default Committed commit() {
        return commit(Inspection.NONE);
    }

    /// The same after somebody has looked at it.
    Committed commit(Inspection inspection);

    /// Whether the log tells already why the message was refused.
    boolean refusalIsLogged();

    @Override
    void close();

    /// What became of a draft.
    sealed interface Committed {
        record Queued(QueueId id) implements Committed {}

        /// Not taken: too big (552 5.3.4), too many hops (554 5.4.0), disk full (452 4.3.1)… `code`
        /// is the SMTP reply code, `status` the enhanced code.
        record Refused(int code, String status, List<String> lines) implements Committed {
            public Refused {
                lines = List.copyOf(lines);
            }

            public Refused(int code, String status, String text) {
                this(code, status, List.of(text));
            }

            /// The same in one line.
            public String text() {
                return String.join(" ", lines);
            }
        }
    }
}
