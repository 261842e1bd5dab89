// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import java.util.Set;

/// A transport and its next hop as configuration writes them, `transport:nexthop` (transport(5));
/// either may be empty.
public record TransportSpec(String transport, String nexthop) {
    /// The transports that need not be declared.
    public static final Set<String> BUILT_IN =
            Set.of("local", "virtual", "smtp", "relay", "lmtp", "discard", "error", "retry");

    public static TransportSpec parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new TransportSpec(text.strip(), "")
                : new TransportSpec(
                        text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    /// What is empty here is taken from `other`. A new transport does not keep the next hop of
    /// another one.
    TransportSpec orElse(TransportSpec other) {
        return transport.isEmpty() ? new TransportSpec(other.transport, nexthop) : this;
    }

    TransportSpec withNexthop(String host) {
        return nexthop.isEmpty() ? new TransportSpec(transport, host) : this;
    }
}
