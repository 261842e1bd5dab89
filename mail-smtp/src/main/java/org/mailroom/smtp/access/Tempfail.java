// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.smtp.Reply;

/// What becomes of a request where what was asked had no answer (`reject_tempfail_action`).
public enum Tempfail {
    DEFER,
    /// Others may refuse it.
    DEFER_IF_PERMIT;

    Ruling with(Reply reply) {
        return switch (this) {
            case DEFER -> new Ruling.Refuse(reply);
            case DEFER_IF_PERMIT -> new Ruling.DeferIfPermit(reply);
        };
    }
}
