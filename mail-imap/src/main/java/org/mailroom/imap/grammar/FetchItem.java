// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.Optional;

/// One thing FETCH can ask of a message (RFC 3501 §6.4.5).
public sealed interface FetchItem {

    /// What lies in the index.
    enum Attribute implements FetchItem {
        FLAGS,
        UID,
        INTERNALDATE,
        SIZE,
        MODSEQ
    }

    /// What follows from the structure of the message.
    enum Structure implements FetchItem {
        ENVELOPE,
        /// BODY without a section: BODYSTRUCTURE without extension data.
        BODY,
        BODYSTRUCTURE
    }

    /// The beginning of the text, in a few words (RFC 8970).
    enum Preview implements FetchItem {
        PREVIEW,
        /// Only if it is at hand.
        LAZY
    }

    /// Octets of the message. `name` is what the answer calls them, as in `BODY[TEXT]<0>`.
    record Text(Section section, Optional<Partial> partial, Reading reading, String name)
            implements FetchItem {}

    /// Where a partial fetch starts, and the most octets it wants.
    record Partial(long start, long octets) {}

    enum Reading {
        SETS_SEEN,
        PEEKS
    }
}
