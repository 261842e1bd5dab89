// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.util.List;

/// What a name server said, and whether that is proven. No record is an answer; no answer is
/// something else.
public sealed interface DnsAnswer<T> {
    Dnssec dnssec();

    record Records<T>(List<T> records, Provenance provenance) implements DnsAnswer<T> {
        public Records {
            records = List.copyOf(records);
        }

        public Records(List<T> records) {
            this(records, Provenance.PLAIN);
        }

        @Override
        public Dnssec dnssec() {
            return provenance.dnssec();
        }
    }

    /// The name exists, but has no record of this type.
    record NoData<T>(Dnssec dnssec) implements DnsAnswer<T> {
        public NoData() {
            this(Dnssec.INSECURE);
        }
    }

    /// The name does not exist (NXDOMAIN).
    record NoSuchName<T>(Dnssec dnssec) implements DnsAnswer<T> {
        public NoSuchName() {
            this(Dnssec.INSECURE);
        }
    }

    /// Time-out or SERVFAIL, which a forged answer is as well (RFC 4035 §5.5): ask again later.
    record TryAgain<T>(String reason) implements DnsAnswer<T> {
        @Override
        public Dnssec dnssec() {
            return Dnssec.INSECURE;
        }
    }
}
