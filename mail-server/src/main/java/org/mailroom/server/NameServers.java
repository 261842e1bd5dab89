// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.DnsParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;
import org.mailroom.core.dns.DnsSettings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// From `main.cf` to the name servers that are asked.
final class NameServers {
    private static final int DNS_PORT = 53;

    private NameServers() {}

    /// @throws ConfigException when something there is no address
    static DnsSettings of(MainCf main) {
        DnsSettings usual = DnsSettings.ofTheSystem();
        List<InetSocketAddress> servers =
                main.use(
                        DnsParameters.DNS_SERVERS,
                        list -> list.stream().map(NameServers::server).toList());
        List<Network> trusted =
                main.use(
                        DnsParameters.DNS_TRUSTED_SERVERS,
                        list -> list.stream().map(NameServers::network).toList());
        return new DnsSettings(servers, usual.timeout(), usual.attempts(), trusted);
    }

    /// What is to be said where it matters what is proven.
    static List<String> warnings(MainCf main) {
        return of(main).untrusted().stream()
                .map(
                        server ->
                                "nothing that the name server %s says is proven (DNSSEC): it is not in %s"
                                        .formatted(
                                                Network.text(server.getAddress()),
                                                DnsParameters.DNS_TRUSTED_SERVERS.name()))
                .toList();
    }

    private static Network network(String text) {
        return Network.parse(text)
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        text
                                                + ": expected an address, or a network such as"
                                                + " 10.0.0.0/8 or [::1]/128"));
    }

    // address, address:port, [address]:port
    private static InetSocketAddress server(String text) {
        boolean bare = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        int colon = bare ? -1 : text.lastIndexOf(':');
        boolean port = colon > text.lastIndexOf(']');
        try {
            String address = (port ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", "");
            int number = port ? Integer.parseInt(text.substring(colon + 1)) : DNS_PORT;
            return new InetSocketAddress(InetAddress.ofLiteral(address), number);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(text + ": expected an address or address:port");
        }
    }
}
