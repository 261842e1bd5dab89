// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.queue.QueueId;

/// A message that is arriving. Used by one thread. Closing it without a commit leaves nothing.
public interface Draft extends AutoCloseable {

    QueueId id();

    /// Takes octets of the content as they came off the wire after dot-unstuffing; lines end in
    /// CRLF, bare CR and bare LF are dealt with here (`cleanup_replace_stray_cr_lf`).
    void write(byte[] buffer, int offset, int length);

    /// Makes the message durable. It is ours only when this returns `Queued`.
    Committed commit();

    /// Whether the log tells already why the message was refused.
    boolean refusalIsLogged();

    @Override
    void close();

    /// What became of a draft.
    sealed interface Committed {
        record Queued(QueueId id) implements Committed {}

        /// Not taken: too big (552 5.3.4), too many hops (554 5.4.0), disk full (452 4.3.1)… `code`
        /// is the SMTP reply code, `status` the enhanced code.
        record Refused(int code, String status, String text) implements Committed {}
    }
}
