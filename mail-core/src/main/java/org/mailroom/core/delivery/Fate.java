// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Recipient;

/// What became of a recipient, as a notification tells it, with what was said about it. `position`
/// is its place in the envelope.
record Fate(int position, Recipient recipient, Action action, String status, String text) {

    static final String LATE = "5.4.7";
    static final String TIME_EXPIRED = "delivery time expired";

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

    /// It has not come by the time that the sender gave (RFC 2852 §4.1.1).
    Fate late() {
        return new Fate(position, recipient, Action.FAILED, LATE, TIME_EXPIRED + ": " + text);
    }

    /// It has not come by that time, and may come yet (RFC 2852 §4.1.2).
    Fate delayed() {
        return new Fate(position, recipient, Action.DELAYED, "4.4.7", text);
    }

    Fate as(Action other) {
        return new Fate(position, recipient, other, status, text);
    }
}
