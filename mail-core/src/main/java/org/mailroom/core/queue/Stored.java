// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

/// What became of a message that was to be stored.
public sealed interface Stored {

    /// It is durable: ours now.
    record Queued(QueueId id) implements Stored {}

    /// It is not stored. The detail is for the log, not for a client.
    record NotStored(Reason reason, String detail) implements Stored {}

    /// Why a message was not stored.
    enum Reason {
        DISK_FULL,
        DISK_ERROR,
        /// Envelope and inline content do not fit into one record.
        TOO_LARGE,
        CLOSING
    }
}
