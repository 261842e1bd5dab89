// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.dns.Dnssec;
import org.mailroom.core.dns.Provenance;

import java.util.List;

/// How the DNS has led to an address of a server, and how far that is proven.
///
/// @param exchanger whether the MX or SRV record is that names the host; of one that the next hop
///   names nothing is to be proven
/// @param address whether the address is, and the name that has it
/// @param domains the names of the domain that has the record; none where there is no record
public record Road(Dnssec exchanger, Provenance address, List<String> domains) {
    /// The host is what the next hop says, and its address is not proven.
    public static final Road PLAIN = new Road(Dnssec.SECURE, Provenance.PLAIN, List.of());

    public Road {
        domains = List.copyOf(domains);
    }

    /// The same to another address.
    public Road to(Provenance other) {
        return new Road(exchanger, other, domains);
    }
}
