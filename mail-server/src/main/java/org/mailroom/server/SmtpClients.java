// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientLoginParameters;
import org.mailroom.core.config.ClientParameters;
import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ClientTlsParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.DnsParameters;
import org.mailroom.core.config.DnsSupport;
import org.mailroom.core.config.InetProtocol;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.Network;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.delivery.OutgoingSettings;
import org.mailroom.core.intake.ContentTables;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.table.Ignored;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.client.ClientSettings;
import org.mailroom.smtp.client.ClientSettings.Balance;
import org.mailroom.smtp.client.ClientSettings.Discards;
import org.mailroom.smtp.client.ClientSettings.EightBit;
import org.mailroom.smtp.client.ClientSettings.Exchangers;
import org.mailroom.smtp.client.ClientSettings.Families;
import org.mailroom.smtp.client.ClientSettings.Finding;
import org.mailroom.smtp.client.ClientSettings.OnDemand;
import org.mailroom.smtp.client.ClientSettings.Origins;
import org.mailroom.smtp.client.ClientSettings.Rate;
import org.mailroom.smtp.client.ClientSettings.RefusedGreeting;
import org.mailroom.smtp.client.ClientSettings.Reuse;
import org.mailroom.smtp.client.ClientSettings.Services;
import org.mailroom.smtp.client.ClientSettings.Timeouts;
import org.mailroom.smtp.client.ClientSettings.Tries;
import org.mailroom.smtp.client.ClientSettings.UnderTls;
import org.mailroom.smtp.client.Filters;
import org.mailroom.smtp.client.NextHop;
import org.mailroom.smtp.client.Protocol;
import org.mailroom.smtp.tlspolicy.Proofs;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// From `main.cf` to the settings of one client.
///
/// @param service the client, whose own values win
record SmtpClients(
        MainCf main,
        ServiceName service,
        Protocol protocol,
        ClientParameters parameters,
        ClientTlsParameters tls,
        ClientLoginParameters login) {

    /// @throws ConfigException when something that it names cannot be used
    ClientSettings of(Tables tables, RouteTables routes) {
        return new ClientSettings(
                protocol,
                get(parameters.helloName()),
                new ClientTlsSettings(main, service, tls).tls(tables, proofs(tables)),
                finding(),
                new Tries(
                        get(parameters.finding().addressLimit()),
                        get(parameters.finding().sessionLimit()),
                        get(parameters.finding().skipRefusedGreeting())
                                ? RefusedGreeting.NOT_NOW
                                : RefusedGreeting.NEVER),
                timeouts(),
                content(),
                discards(tables),
                new ClientLogins(main, service, login).policy(tables, routes),
                reuse(tables),
                get(parameters.rate().deadline())
                        ? new Rate(get(parameters.rate().octetsPerSecond()))
                        : Rate.ANY,
                new Filters(
                        main.use(parameters.filters().replies(), service, tables::openAll),
                        main.use(parameters.filters().outcomes(), service, tables::openAll),
                        new Ignored(
                                main.use(
                                        parameters.filters().records(), service, tables::openAll))),
                get(parameters.xforward()) ? Origins.TOLD : Origins.UNTOLD);
    }

    /// What looks at the content of mail that leaves.
    OutgoingSettings.Checks checks(Tables tables) {
        ClientParameters.Checks checks = parameters.checks();
        var content =
                new ContentTables(
                        protocol.name().toLowerCase(Locale.ROOT) + "_",
                        main.use(checks.header(), service, tables::openAll),
                        main.use(checks.mime(), service, tables::openAll),
                        main.use(checks.nested(), service, tables::openAll),
                        main.use(checks.body(), service, tables::openAll),
                        // As in Postfix, body_checks_size_limit is for mail that comes in
                        Integer.MAX_VALUE,
                        main.get(SmtpServerParameters.LINE_LENGTH_LIMIT));
        return new OutgoingSettings.Checks(
                content, main.get(MessageParameters.HEADER_SIZE_LIMIT), Storage.scratch(main));
    }

    private Timeouts timeouts() {
        ClientParameters.Timeouts times = parameters.timeouts();
        return new Timeouts(
                get(times.connect()),
                get(times.hello()),
                get(tls.starttlsTimeout()),
                get(times.mail()),
                get(times.rcpt()),
                get(times.dataInit()),
                get(times.dataTransfer()),
                get(times.dataDone()),
                get(times.reset()),
                get(times.xforward()));
    }

    private ClientSettings.Content content() {
        int limit = get(parameters.lineLengthLimit());
        boolean convert = !get(MessageParameters.DISABLE_MIME_OUTPUT_CONVERSION);
        return new ClientSettings.Content(
                limit == 0 ? Integer.MAX_VALUE : limit,
                convert ? EightBit.CONVERTED : EightBit.SENT_AS_IT_IS);
    }

    private Finding finding() {
        ClientParameters.Finding finding = parameters.finding();
        return new Finding(
                families(),
                get(finding.preference()),
                get(finding.balance()) ? Balance.BOTH_FAMILIES : Balance.AS_THEY_COME,
                get(finding.dnsSupport()),
                get(finding.hostLookup()),
                main.use(finding.port(), service, SmtpClients::port),
                services(),
                main.get(RouteParameters.RELAYHOST),
                get(finding.fallback()),
                from(),
                main.get(QueueParameters.QUEUE_DIRECTORY));
    }

    private Services services() {
        var exchangers = EnumSet.noneOf(Exchangers.class);
        if (get(DnsParameters.ALLOW_SRV_LOOKUP_FALLBACK)) {
            exchangers.add(Exchangers.WHERE_THERE_ARE_NONE);
        }
        if (get(DnsParameters.IGNORE_SRV_LOOKUP_ERROR)) {
            exchangers.add(Exchangers.WHERE_NOBODY_CAN_TELL);
        }
        Set<String> names =
                get(DnsParameters.USE_SRV_LOOKUP).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        return new Services(names, exchangers);
    }

    private Proofs proofs(Tables tables) {
        String needed = parameters.finding().dnsSupport().name() + " = dnssec";
        if (get(parameters.finding().dnsSupport()) == DnsSupport.DNSSEC) {
            NameServers.warnings(main).forEach(tables::warn);
            return Proofs.ASKED;
        }
        return main.use(
                tls.level(),
                service,
                level -> {
                    if (level == ClientTlsLevel.DANE_ONLY) {
                        throw new ConfigException("it needs " + needed);
                    }
                    if (level == ClientTlsLevel.DANE) {
                        tables.warn(
                                "%s = dane acts as may without %s"
                                        .formatted(tls.level().name(), needed));
                    }
                    return Proofs.UNASKED;
                });
    }

    private static int port(String text) {
        try {
            return NextHop.port(text);
        } catch (SyntaxException e) {
            throw new ConfigException("expected a port or the name of a service");
        }
    }

    private Families families() {
        List<InetProtocol> protocols = main.get(ListenParameters.INET_PROTOCOLS);
        if (protocols.contains(InetProtocol.ALL)
                || (protocols.contains(InetProtocol.IPV4)
                        && protocols.contains(InetProtocol.IPV6))) {
            return Families.ALL;
        }
        return protocols.contains(InetProtocol.IPV4) ? Families.IPV4 : Families.IPV6;
    }

    private List<InetAddress> from() {
        var addresses = new ArrayList<InetAddress>();
        for (Parameter<String> parameter :
                List.of(parameters.finding().bindAddress(), parameters.finding().bindAddress6())) {
            if (!get(parameter).isEmpty()) {
                addresses.add(main.use(parameter, service, SmtpClients::address));
            }
        }
        return addresses;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("expected an address");
        }
    }

    private Discards discards(Tables tables) {
        List<LookupTable> byServer =
                main.use(parameters.discardKeywordMaps(), service, tables::openAll);
        return new Discards(
                keywords(get(parameters.discardKeywords())),
                server ->
                        byServer.stream()
                                .map(table -> table.find(Network.text(server)))
                                .filter(Lookup.Found.class::isInstance)
                                .map(found -> keywords(((Lookup.Found) found).value()))
                                .findFirst()
                                .orElse(Set.of()));
    }

    private static Set<String> keywords(String list) {
        return keywords(ListText.split(list));
    }

    private static Set<String> keywords(List<String> list) {
        return list.stream().map(word -> word.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private Reuse reuse(Tables tables) {
        ClientParameters.Reuse reuse = parameters.reuse();
        MatchList always =
                main.use(
                        reuse.destinations(),
                        service,
                        list -> MatchList.open(list, MatchList.Reach.NAME, tables));
        Predicate<String> listed = hop -> always.contains(hop) instanceof Match.Yes;
        return new Reuse(
                get(reuse.onDemand()) ? OnDemand.YES : OnDemand.NO,
                listed,
                get(reuse.idle()),
                get(reuse.age()),
                get(reuse.count()),
                get(reuse.underTls()) ? UnderTls.KEPT : UnderTls.CLOSED);
    }

    private <T> T get(Parameter<T> parameter) {
        return main.get(parameter, service);
    }
}
