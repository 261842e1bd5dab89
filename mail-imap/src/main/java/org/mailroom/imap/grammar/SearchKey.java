// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.storage.SearchedText;

import java.time.LocalDate;
import java.util.List;

/// A condition of SEARCH (RFC 3501 §6.4.4). Keys that only combine others (NEW, UNSEEN, …) are
/// written with these.
public sealed interface SearchKey {

    /// Whether a condition of that kind is part of this one.
    default boolean uses(Class<? extends SearchKey> kind) {
        return kind.isInstance(this)
                || switch (this) {
                    case And and -> and.keys().stream().anyMatch(key -> key.uses(kind));
                    case Or or -> or.left().uses(kind) || or.right().uses(kind);
                    case Not not -> not.key().uses(kind);
                    default -> false;
                };
    }

    record All() implements SearchKey {}

    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey left, SearchKey right) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    /// A system flag, as a bit of `Flags`.
    record HasFlag(int flag) implements SearchKey {}

    record HasKeyword(String keyword) implements SearchKey {}

    record IsRecent() implements SearchKey {}

    record Dated(DateOf of, When when, LocalDate date) implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    record InSequence(SequenceSet messages) implements SearchKey {}

    record InUids(SequenceSet uids) implements SearchKey {}

    /// RFC 7162 §3.1.5.
    record ChangedSince(long modSeq) implements SearchKey {}

    /// A header field that contains the text, or just exists where the text is empty.
    record HeaderContains(String field, String text) implements SearchKey {}

    record Contains(SearchedText where, String text) implements SearchKey {}

    enum DateOf {
        ARRIVAL,
        DATE_FIELD
    }

    enum When {
        BEFORE,
        ON,
        SINCE
    }
}
