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

    /// The same, or one by which a trusted authority must have made the certificate for the host.
    public TlsPolicy verified() {
        return level.isByCertificate()
                ? this
                : new TlsPolicy(ClientTlsLevel.VERIFY, List.of("hostname"), protocols, serverName);
    }

    /// The same with TLS where the other server can, or without any.
    public TlsPolicy relaxed() {
        return level == ClientTlsLevel.NONE
                ? this
                : new TlsPolicy(ClientTlsLevel.MAY, match, protocols, serverName);
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
