// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Recipient;

/// What became of a recipient, as a notification tells it, with what was said about it. `position`
/// is its place in the envelope.
record Fate(int position, Recipient recipient, Action action, String status, String text) {

    /// The Action field of a report (RFC 3464 §2.3.3).
    enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        /// Another server has it, which will not tell the sender.
        RELAYED,
        /// It was an alias of several.
        EXPANDED,
        /// Of a probe: mail for it would be taken.
        DELIVERABLE,
        /// Of a probe: not, or not now.
        UNDELIVERABLE
    }

    Fate as(Action other) {
        return new Fate(position, recipient, other, status, text);
    }
}
