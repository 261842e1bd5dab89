// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

/// The peer is gone or did not answer in time: the session ends.
public final class WireClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Why the wire is of no more use.
    public enum Reason {
        /// The peer closed the connection, or it broke.
        LOST,
        /// Nothing came, or nothing could be written, before the deadline.
        TIMEOUT,
        /// We closed it: shutdown or another session's decision.
        CLOSED_HERE,
        /// A TLS handshake failed.
        TLS
    }

    private final Reason reason;

    public WireClosedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
