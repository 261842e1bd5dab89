// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientLoginParameters;
import org.mailroom.core.config.ClientParameters;
import org.mailroom.core.config.ClientTlsParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.delivery.OutgoingSettings;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.client.ClientSettings;
import org.mailroom.smtp.client.Protocol;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to the settings for mail to other servers.
final class RemoteHosts {
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
}
