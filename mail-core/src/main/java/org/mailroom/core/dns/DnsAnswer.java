// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.util.List;

/// What a name server said. No record is an answer; no answer is something else.
public sealed interface DnsAnswer<T> {
    record Records<T>(List<T> records) implements DnsAnswer<T> {
        public Records {
            records = List.copyOf(records);
        }
    }

    /// The name exists, but has no record of this type.
    record NoData<T>() implements DnsAnswer<T> {}

    /// The name does not exist (NXDOMAIN).
    record NoSuchName<T>() implements DnsAnswer<T> {}

    /// Time-out or SERVFAIL: ask again later.
    record TryAgain<T>(String reason) implements DnsAnswer<T> {}
}
