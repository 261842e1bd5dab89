// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.util.Optional;

/// How records were reached.
///
/// @param aliasOf the name that has the records, where the one that was asked for is an alias
///   (CNAME)
public record Provenance(Dnssec dnssec, Optional<String> aliasOf) {
    /// Of the name itself, and not proven.
    public static final Provenance PLAIN = new Provenance(Dnssec.INSECURE, Optional.empty());
}
