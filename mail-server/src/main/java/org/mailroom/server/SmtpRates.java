// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientRateParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.core.net.Door;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.Networks;
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
        var limits = new EnumMap<Event, Integer>(Event.class);
        RATES.forEach((event, parameter) -> limits.put(event, main().get(parameter, service)));
        return new RateLimits(
                name,
                limits,
                main().get(ClientRateParameters.ANVIL_RATE_TIME_UNIT, service),
                one(),
                exempt());
    }

    /// Who is one client of the door, and what the log says of one who has too many connections.
    Door.Clients clients(String logName, MailLog log) {
        return new Door.Clients(
                one(),
                exempt(),
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
