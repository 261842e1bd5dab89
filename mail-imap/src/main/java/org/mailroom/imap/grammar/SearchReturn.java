// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.Set;

/// The form of the answer to SEARCH.
public sealed interface SearchReturn {

    /// `* SEARCH 2 84 882`.
    record Plain() implements SearchReturn {}

    /// `* ESEARCH …` with these results (RFC 4731).
    record Extended(Set<Result> results) implements SearchReturn {
        public Extended {
            results = Set.copyOf(results);
        }
    }

    enum Result {
        MIN,
        MAX,
        ALL,
        COUNT
    }
}
