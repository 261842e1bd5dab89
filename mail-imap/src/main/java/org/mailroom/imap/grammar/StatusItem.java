// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.Optional;

/// What STATUS can tell of a mailbox (RFC 3501 §6.3.10; SIZE: RFC 8438; HIGHESTMODSEQ: RFC 7162).
public enum StatusItem {
    MESSAGES,
    RECENT,
    UIDNEXT,
    UIDVALIDITY,
    UNSEEN,
    DELETED,
    SIZE,
    HIGHESTMODSEQ;

    /// The item of that name, which is in upper case.
    static Optional<StatusItem> named(String name) {
        for (StatusItem item : values()) {
            if (item.name().equals(name)) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }
}
