// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Whom to ask, and how long to wait.
///
/// @param servers asked in this order; empty: those of the system
/// @param timeout how long one server may take for one question
/// @param attempts how often each server is asked before the answer is `TryAgain`
public record DnsSettings(List<InetSocketAddress> servers, Duration timeout, int attempts) {
    public DnsSettings {
        servers = List.copyOf(servers);
    }

    /// The servers and the patience of resolv.conf(5).
    public static DnsSettings ofTheSystem() {
        return new DnsSettings(List.of(), Duration.ofSeconds(5), 2);
    }
}
