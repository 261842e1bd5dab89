// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.time.Instant;

/// By when the sender wants a message to be delivered (RFC 2852).
///
/// @param trace whether the sender hears of each server that the message passes
public record Deadline(Instant time, Mode mode, Trace trace) {

    /// What becomes of what is late.
    public enum Mode {
        /// It is returned.
        RETURN,
        /// The sender hears of it, and it is tried on.
        NOTIFY
    }

    public enum Trace {
        OFF,
        ON
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(time);
    }
}
