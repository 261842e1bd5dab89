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
import org.mailroom.core.route.Daemon;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.client.ClientSettings;
import org.mailroom.smtp.client.Protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// From `main.cf` to the settings for mail to other servers.
final class RemoteHosts {
    private static final String USUAL = "smtp";

    private final Map<String, Client> clients;

    /// How mail leaves by one transport.
    private record Client(ClientSettings session, OutgoingSettings content) {}

    private RemoteHosts(Map<String, Client> clients) {
        this.clients = Map.copyOf(clients);
    }

    /// @throws ConfigException when something that it names cannot be used
    static RemoteHosts of(
            MainCf main, Tables tables, RouteTables routes, Optional<SenderRewriting> srs) {
        var clients = new HashMap<String, Client>();
        Map<String, Daemon> daemons = new OnwardTransports(main).daemons();
        daemons.forEach(
                (name, daemon) -> {
                    switch (daemon) {
                        case SMTP -> {
                            SmtpClients it = smtp(main, name);
                            OutgoingSettings content = routes.outgoing(srs, it.checks(tables));
                            clients.put(name, new Client(it.of(tables, routes), content));
                        }
                        case LMTP -> {
                            SmtpClients it = lmtp(main, name);
                            OutgoingSettings content = within(it.checks(tables));
                            clients.put(name, new Client(it.of(tables, routes), content));
                        }
                        case PIPE -> {}
                    }
                });
        return new RemoteHosts(clients);
    }

    // What goes there does not leave for the world: it keeps its addresses
    private static OutgoingSettings within(OutgoingSettings.Checks checks) {
        return new OutgoingSettings(Optional.empty(), Optional.empty(), checks);
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

    private static SmtpClients lmtp(MainCf main, String service) {
        return new SmtpClients(
                main,
                ServiceName.client(service),
                Protocol.LMTP,
                ClientParameters.LMTP,
                ClientTlsParameters.LMTP,
                ClientLoginParameters.LMTP);
    }

    /// The settings of a transport. One that is gone since its mail was sorted is as `smtp`.
    ClientSettings of(String transport) {
        return client(transport).session();
    }

    /// What becomes of mail that leaves by a transport.
    OutgoingSettings outgoing(String transport) {
        return client(transport).content();
    }

    private Client client(String transport) {
        Client own = clients.get(transport);
        return own == null ? Objects.requireNonNull(clients.get(USUAL)) : own;
    }
}
