// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientLoginParameters;
import org.mailroom.core.config.ClientParameters;
import org.mailroom.core.config.ClientTlsParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.DnsParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.delivery.OutgoingSettings;
import org.mailroom.core.dns.DnsSettings;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.client.ClientSettings;
import org.mailroom.smtp.client.Protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to the settings for mail to other servers: the clients and the DNS.
final class RemoteHosts {
    private static final int DNS_PORT = 53;

    private final Client smtp;
    private final Map<String, Client> others;

    /// How mail leaves by one transport.
    private record Client(ClientSettings session, OutgoingSettings content) {}

    private RemoteHosts(Client smtp, Map<String, Client> others) {
        this.smtp = smtp;
        this.others = Map.copyOf(others);
    }

    /// @throws ConfigException when something that it names cannot be used
    static RemoteHosts of(
            MainCf main, Tables tables, RouteTables routes, Optional<SenderRewriting> srs) {
        Function<SmtpClients, Client> client =
                it -> new Client(it.of(tables, routes), routes.outgoing(srs, it.checks(tables)));
        SmtpClients lmtp =
                new SmtpClients(
                        main,
                        ServiceName.client("lmtp"),
                        Protocol.LMTP,
                        ClientParameters.LMTP,
                        ClientTlsParameters.LMTP,
                        ClientLoginParameters.LMTP);
        // What goes there does not leave for the world: it keeps its addresses
        var within = new OutgoingSettings(Optional.empty(), Optional.empty(), lmtp.checks(tables));
        return new RemoteHosts(
                client.apply(smtp(main, "smtp")),
                Map.of(
                        "relay",
                        client.apply(smtp(main, "relay")),
                        "lmtp",
                        new Client(lmtp.of(tables, routes), within)));
    }

    private static SmtpClients smtp(MainCf main, String service) {
        return new SmtpClients(
                main,
                ServiceName.client(service),
                Protocol.SMTP,
                ClientParameters.SMTP,
                ClientTlsParameters.SMTP,
                ClientLoginParameters.SMTP);
    }

    /// The settings of a transport; those of `smtp` for one that has none of its own.
    ClientSettings of(String transport) {
        return others.getOrDefault(transport, smtp).session();
    }

    /// What becomes of mail that leaves by a transport.
    OutgoingSettings outgoing(String transport) {
        return others.getOrDefault(transport, smtp).content();
    }

    static DnsSettings dns(MainCf main) {
        DnsSettings usual = DnsSettings.ofTheSystem();
        List<InetSocketAddress> servers =
                main.use(
                        DnsParameters.DNS_SERVERS,
                        list -> list.stream().map(RemoteHosts::server).toList());
        List<Network> trusted =
                main.use(
                        DnsParameters.DNS_TRUSTED_SERVERS,
                        list -> list.stream().map(RemoteHosts::network).toList());
        return new DnsSettings(servers, usual.timeout(), usual.attempts(), trusted);
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
