// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientLoginParameters;
import org.mailroom.core.config.ClientTlsParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.InetProtocol;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpClientParameters;
import org.mailroom.core.dns.DnsSettings;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.client.ClientSettings;
import org.mailroom.smtp.client.ClientSettings.Families;
import org.mailroom.smtp.client.ClientSettings.RefusedGreeting;
import org.mailroom.smtp.client.ClientSettings.Timeouts;
import org.mailroom.smtp.client.ClientSettings.Tries;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// From `main.cf` to the settings for mail to other servers: the SMTP client and the DNS.
final class RemoteHosts {
    private static final ServiceName CLIENT = ServiceName.client("smtp");
    private static final int DNS_PORT = 53;

    private RemoteHosts() {}

    static DnsSettings dns(MainCf main) {
        DnsSettings usual = DnsSettings.ofTheSystem();
        List<InetSocketAddress> servers =
                main.use(
                        SmtpClientParameters.DNS_SERVERS,
                        list -> list.stream().map(RemoteHosts::server).toList());
        return new DnsSettings(servers, usual.timeout(), usual.attempts());
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

    /// @throws ConfigException when something that it names cannot be used
    static ClientSettings client(MainCf main, Tables tables, RouteTables routes) {
        return new ClientSettings(
                main.get(SmtpClientParameters.SMTP_HELO_NAME, CLIENT),
                new ClientTlsSettings(main, CLIENT, ClientTlsParameters.SMTP).tls(tables),
                families(main),
                from(main),
                new Tries(
                        main.get(SmtpClientParameters.SMTP_MX_ADDRESS_LIMIT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_MX_SESSION_LIMIT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_SKIP_5XX_GREETING, CLIENT)
                                ? RefusedGreeting.NOT_NOW
                                : RefusedGreeting.NEVER),
                new Timeouts(
                        main.get(SmtpClientParameters.SMTP_CONNECT_TIMEOUT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_HELO_TIMEOUT, CLIENT),
                        main.get(ClientTlsParameters.SMTP.starttlsTimeout(), CLIENT),
                        main.get(SmtpClientParameters.SMTP_MAIL_TIMEOUT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_RCPT_TIMEOUT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_DATA_INIT_TIMEOUT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_DATA_XFER_TIMEOUT, CLIENT),
                        main.get(SmtpClientParameters.SMTP_DATA_DONE_TIMEOUT, CLIENT)),
                998,
                new ClientLogins(main, CLIENT, ClientLoginParameters.SMTP).policy(tables, routes));
    }

    private static Families families(MainCf main) {
        List<InetProtocol> protocols = main.get(ListenParameters.INET_PROTOCOLS);
        if (protocols.contains(InetProtocol.ALL)
                || (protocols.contains(InetProtocol.IPV4)
                        && protocols.contains(InetProtocol.IPV6))) {
            return Families.ALL;
        }
        return protocols.contains(InetProtocol.IPV4) ? Families.IPV4 : Families.IPV6;
    }

    private static List<InetAddress> from(MainCf main) {
        var addresses = new ArrayList<InetAddress>();
        for (Parameter<String> parameter :
                List.of(
                        SmtpClientParameters.SMTP_BIND_ADDRESS,
                        SmtpClientParameters.SMTP_BIND_ADDRESS6)) {
            String text = main.get(parameter, CLIENT);
            try {
                if (!text.isEmpty()) {
                    addresses.add(InetAddress.ofLiteral(text));
                }
            } catch (IllegalArgumentException e) {
                throw main.fault(parameter, "expected an address");
            }
        }
        return addresses;
    }
}
