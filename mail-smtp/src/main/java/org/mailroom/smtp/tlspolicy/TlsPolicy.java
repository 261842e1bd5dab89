// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.config.ClientTlsLevel;

import java.util.List;

/// How connections to one next hop are protected.
///
/// @param match the names or fingerprints of which the certificate must have one
/// @param protocols the versions of TLS that may be used
/// @param serverName whom the other server is asked for: `hostname`, `nexthop`, or a name
public record TlsPolicy(
        ClientTlsLevel level, List<String> match, List<String> protocols, String serverName) {

    public TlsPolicy {
        match = List.copyOf(match);
        protocols = List.copyOf(protocols);
    }

    /// The name in the handshake.
    public String serverName(String host, String nexthop) {
        return switch (serverName) {
            case "", "hostname" -> host;
            case "nexthop" -> nexthop;
            default -> serverName;
        };
    }
}
