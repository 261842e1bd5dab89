// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.mailroom.core.config.Network;
import org.xbill.DNS.ResolverConfig;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom to ask, how long to wait, and whom to believe.
///
/// @param servers asked in this order; empty: those of the system
/// @param timeout how long one server may take for one question
/// @param attempts how often each server is asked before the answer is `TryAgain`
/// @param trusted where the name servers are that are believed when they say that an answer is
///   proven: nobody can change it on the way from there
public record DnsSettings(
        List<InetSocketAddress> servers, Duration timeout, int attempts, List<Network> trusted) {
    /// This machine.
    public static final List<Network> LOOPBACK =
            Stream.of("127.0.0.0/8", "[::1]/128")
                    .map(Network::parse)
                    .flatMap(Optional::stream)
                    .toList();

    public DnsSettings {
        servers = List.copyOf(servers);
        trusted = List.copyOf(trusted);
    }

    /// Believes name servers on this machine.
    public DnsSettings(List<InetSocketAddress> servers, Duration timeout, int attempts) {
        this(servers, timeout, attempts, LOOPBACK);
    }

    /// The servers and the patience of resolv.conf(5).
    public static DnsSettings ofTheSystem() {
        return new DnsSettings(List.of(), Duration.ofSeconds(5), 2);
    }

    /// Name servers that are asked, and not believed when they say that something is proven.
    public List<InetSocketAddress> untrusted() {
        return orOfTheSystem().stream().filter(server -> !isTrusted(server.getAddress())).toList();
    }

    List<InetSocketAddress> orOfTheSystem() {
        return servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
    }

    boolean isTrusted(InetAddress server) {
        return trusted.stream().anyMatch(network -> network.contains(server));
    }
}
