// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientRateParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.core.net.Door;
import org.mailroom.core.table.Hosts;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.Networks;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.ClientName;
import org.mailroom.smtp.server.RateLimits;
import org.mailroom.smtp.server.RateLimits.Event;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// From `main.cf` to how much of one SMTP service a client may take.
///
/// @param name of the service, as the log has it
record SmtpRates(Settings settings, String name, ServiceName service) {
    private static final Map<Event, Parameter<Integer>> RATES =
            Map.of(
                    Event.CONNECTION,
                    ClientRateParameters.SMTPD_CLIENT_CONNECTION_RATE_LIMIT,
                    Event.MESSAGE,
                    ClientRateParameters.SMTPD_CLIENT_MESSAGE_RATE_LIMIT,
                    Event.RECIPIENT,
                    ClientRateParameters.SMTPD_CLIENT_RECIPIENT_RATE_LIMIT,
                    Event.NEW_TLS_SESSION,
                    ClientRateParameters.SMTPD_CLIENT_NEW_TLS_SESSION_RATE_LIMIT,
                    Event.AUTH,
                    ClientRateParameters.SMTPD_CLIENT_AUTH_RATE_LIMIT);

    RateLimits limits() {
        Predicate<InetAddress> exempt = exempt();
        // Whom they speak for is counted instead
        Predicate<Client> proxies = SmtpDoors.proxies(settings, service).xclient();
        var limits = new EnumMap<Event, Integer>(Event.class);
        RATES.forEach((event, parameter) -> limits.put(event, main().get(parameter, service)));
        return new RateLimits(
                name,
                limits,
                main().get(ClientRateParameters.ANVIL_RATE_TIME_UNIT, service),
                one(),
                client -> exempt.test(client.address()) || proxies.test(client));
    }

    /// Who is one client of the door, and what the log says of one who has too many connections. Of
    /// proxies only addresses are known there.
    Door.Clients clients(String logName, MailLog log) {
        Predicate<InetAddress> exempt = exempt();
        Hosts proxies =
                SmtpDoors.hosts(
                        settings, service, SmtpServerParameters.SMTPD_AUTHORIZED_XCLIENT_HOSTS);
        return new Door.Clients(
                one(),
                address ->
                        exempt.test(address)
                                || proxies.contains(ClientName.UNKNOWN, address)
                                        instanceof Match.Yes,
                (address, number) ->
                        log.postfix(
                                logName,
                                log.nextNumber(),
                                "warning: Connection concurrency limit exceeded: %d from unknown[%s]"
                                                .formatted(number, Network.text(address))
                                        + " for service "
                                        + name));
    }

    private MainCf main() {
        return settings.main();
    }

    private Function<InetAddress, ClientPrefix> one() {
        int ipv4 = main().get(ClientRateParameters.SMTPD_CLIENT_IPV4_PREFIX_LENGTH, service);
        int ipv6 = main().get(ClientRateParameters.SMTPD_CLIENT_IPV6_PREFIX_LENGTH, service);
        return address -> ClientPrefix.of(address, ipv4, ipv6);
    }

    private Predicate<InetAddress> exempt() {
        Networks networks =
                main().use(
                                ClientRateParameters.SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS,
                                service,
                                list -> Networks.open(list, settings.tables()));
        return client -> networks.contains(client) instanceof Match.Yes;
    }
}
