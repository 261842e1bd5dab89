// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

/// Whether an answer is proven to be what the owner of the name published (RFC 4035 §4.3). One that
/// is proven to be forged is no answer at all: `TryAgain`.
public enum Dnssec {
    /// A name server that is trusted has proven it, each alias on the way included.
    SECURE,
    /// Nobody has: the domain is not signed, or the name server is not trusted in that.
    INSECURE;

    static Dnssec of(boolean proven) {
        return proven ? SECURE : INSECURE;
    }

    /// What both together are.
    public Dnssec and(Dnssec other) {
        return of(this == SECURE && other == SECURE);
    }
}
