// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.journal.Disk;

import java.io.IOException;

/// A wish about a mailbox that cannot be met. `reason` chooses the response code of the protocol
/// (RFC 5530); the message is fit for the client and holds no path.
public final class MailboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
        NONEXISTENT,
        ALREADY_EXISTS,
        CANNOT,
        /// Locked by another program for too long, or the disk is in trouble: try again later.
        UNAVAILABLE,
        OVER_QUOTA,
        /// More of something than a mailbox holds.
        LIMIT
    }

    private final Reason reason;

    public MailboxException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public MailboxException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// A wish that trouble with the disk has come across, in the words that a client gets.
    public static MailboxException of(IOException trouble) {
        return Disk.isFull(trouble)
                ? new MailboxException(Reason.OVER_QUOTA, "No room on the server's disk", trouble)
                : new MailboxException(Reason.UNAVAILABLE, "Mailbox is unavailable", trouble);
    }

    public Reason reason() {
        return reason;
    }
}
