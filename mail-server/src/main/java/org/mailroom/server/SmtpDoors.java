// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.BounceParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RestrictionParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.config.TlsParameters;
import org.mailroom.core.table.Hosts;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Networks;
import org.mailroom.server.Entrance.Wrapper;
import org.mailroom.smtp.client.ProxyFilter;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.server.Customs;
import org.mailroom.smtp.server.ProxyRules;
import org.mailroom.smtp.server.RejectFilter;
import org.mailroom.smtp.server.RejectFooter;
import org.mailroom.smtp.server.SaslRules;
import org.mailroom.smtp.server.SmtpLimits;
import org.mailroom.smtp.server.SmtpSettings;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.SmtpSettings.TlsLevel;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// From `main.cf` to the settings of one SMTP service, by its own values where it has some.
///
/// @param rules of that service
record SmtpDoors(MainCf main, ServiceName service, SmtpServices.Rules rules) {
    private static final Map<Option, Parameter<Boolean>> YES_OR_NO =
            Map.ofEntries(
                    Map.entry(
                            Option.BROKEN_SASL_AUTH_CLIENTS,
                            SmtpServerParameters.BROKEN_SASL_AUTH_CLIENTS),
                    Map.entry(Option.SMTPUTF8_ENABLE, SmtpServerParameters.SMTPUTF8_ENABLE),
                    Map.entry(
                            Option.DISABLE_VRFY_COMMAND, SmtpServerParameters.DISABLE_VRFY_COMMAND),
                    Map.entry(Option.REQUIRETLS_ENABLE, SmtpServerParameters.REQUIRETLS_ENABLE),
                    Map.entry(
                            Option.SMTPD_FORBID_UNAUTH_PIPELINING,
                            SmtpServerParameters.SMTPD_FORBID_UNAUTH_PIPELINING),
                    Map.entry(
                            Option.SMTPD_HELO_REQUIRED, RestrictionParameters.SMTPD_HELO_REQUIRED),
                    Map.entry(Option.SOFT_BOUNCE, BounceParameters.SOFT_BOUNCE),
                    Map.entry(
                            Option.STRICT_RFC821_ENVELOPES,
                            SmtpServerParameters.STRICT_RFC821_ENVELOPES),
                    Map.entry(
                            Option.SMTPD_PEERNAME_LOOKUP,
                            SmtpServerParameters.SMTPD_PEERNAME_LOOKUP),
                    Map.entry(
                            Option.SMTPD_SASL_AUTH_ENABLE,
                            SmtpServerParameters.SMTPD_SASL_AUTH_ENABLE),
                    Map.entry(
                            Option.SMTPD_SASL_AUTHENTICATED_HEADER,
                            SmtpServerParameters.SMTPD_SASL_AUTHENTICATED_HEADER),
                    Map.entry(Option.SMTPD_TLS_AUTH_ONLY, TlsParameters.SMTPD_TLS_AUTH_ONLY),
                    Map.entry(
                            Option.SMTPD_TLS_RECEIVED_HEADER,
                            TlsParameters.SMTPD_TLS_RECEIVED_HEADER),
                    Map.entry(Option.SMTPD_TLS_REQ_CCERT, TlsParameters.SMTPD_TLS_REQ_CCERT));

    SmtpSettings settings(SmtpForm form, Optional<ProxyFilter> proxyFilter) {
        Purpose purpose = form.purpose();
        return new SmtpSettings(
                form.process(),
                main.get(NameParameters.MYHOSTNAME, service),
                main.get(SmtpServerParameters.SMTPD_BANNER, service),
                purpose,
                form.wrapper() == Wrapper.TLS ? TlsLevel.ENCRYPT : tlsLevel(),
                limits(proxyFilter.isPresent()),
                rules.rates(),
                rules.sasl(),
                rules.proxies(),
                rules.customs(),
                Set.copyOf(main.get(SmtpServerParameters.SMTPD_DISCARD_EHLO_KEYWORDS, service)),
                options(purpose, proxyFilter.isPresent()),
                WaysIn.of(main, service),
                proxyFilter,
                purpose == Purpose.SUBMISSION ? _ -> true : rules.localHeaderClients(),
                rules.debugPeers());
    }

    /// @throws org.mailroom.core.config.ConfigException when a table cannot be opened
    static SaslRules sasl(Settings settings, ServiceName service) {
        MainCf main = settings.main();
        MatchList filter =
                main.use(
                        SmtpServerParameters.SMTPD_SASL_MECHANISM_FILTER,
                        service,
                        list -> MatchList.open(list, MatchList.Reach.NAME, settings.tables()));
        Networks exceptions =
                main.use(
                        SmtpServerParameters.SMTPD_SASL_EXCEPTIONS_NETWORKS,
                        service,
                        list -> Networks.open(list, settings.tables()));
        return new SaslRules(
                filter::contains,
                main.get(SmtpServerParameters.SMTPD_SASL_SECURITY_OPTIONS, service),
                main.get(SmtpServerParameters.SMTPD_SASL_TLS_SECURITY_OPTIONS, service),
                client -> exceptions.contains(client) instanceof Match.Yes);
    }

    /// @throws org.mailroom.core.config.ConfigException when a table cannot be opened
    static ProxyRules proxies(Settings settings, ServiceName service) {
        return new ProxyRules(
                clients(settings, service, SmtpServerParameters.SMTPD_AUTHORIZED_XCLIENT_HOSTS),
                clients(settings, service, SmtpServerParameters.SMTPD_AUTHORIZED_XFORWARD_HOSTS));
    }

    private static Predicate<Client> clients(
            Settings settings, ServiceName service, Parameter<List<String>> parameter) {
        Hosts hosts = hosts(settings, service, parameter);
        return client ->
                hosts.contains(client.name().confirmed(), client.address()) instanceof Match.Yes;
    }

    /// @throws org.mailroom.core.config.ConfigException when a table cannot be opened
    static Hosts hosts(Settings settings, ServiceName service, Parameter<List<String>> parameter) {
        return settings.main().use(parameter, service, list -> Hosts.open(list, settings.tables()));
    }

    static Customs customs(Settings settings, ServiceName service) {
        MainCf main = settings.main();
        var footer =
                new RejectFooter(
                        main.get(SmtpServerParameters.SMTPD_REJECT_FOOTER, service),
                        main.use(
                                SmtpServerParameters.SMTPD_REJECT_FOOTER_MAPS,
                                service,
                                settings.tables()::openAll),
                        main.get(NameParameters.MYHOSTNAME, service));
        MatchList forbidden =
                main.use(
                        SmtpServerParameters.SMTPD_FORBIDDEN_COMMANDS,
                        service,
                        list -> MatchList.open(list, MatchList.Reach.NAME, settings.tables()));
        return new Customs(
                main.use(
                        SmtpServerParameters.SMTPD_COMMAND_FILTER,
                        service,
                        settings.tables()::openAll),
                Set.copyOf(main.get(SmtpServerParameters.SMTPD_NOOP_COMMANDS, service)),
                word -> forbidden.contains(word) instanceof Match.Yes,
                new RejectFilter(
                        main.use(
                                SmtpServerParameters.SMTPD_REJECT_FILTER_MAPS,
                                service,
                                settings.tables()::openAll)),
                footer);
    }

    static Predicate<Client> debugPeers(Settings settings) {
        Hosts peers = settings.debugPeers();
        return client ->
                peers.contains(client.name().confirmed(), client.address()) instanceof Match.Yes;
    }

    private TlsLevel tlsLevel() {
        return switch (main.get(TlsParameters.SMTPD_TLS_SECURITY_LEVEL, service)) {
            case NONE -> TlsLevel.NONE;
            case MAY -> TlsLevel.MAY;
            case ENCRYPT -> TlsLevel.ENCRYPT;
        };
    }

    private SmtpLimits limits(boolean proxied) {
        return new SmtpLimits(
                main.get(SmtpServerParameters.LINE_LENGTH_LIMIT, service),
                main.get(SmtpServerParameters.SMTPD_RECIPIENT_LIMIT, service),
                main.get(SmtpServerParameters.SMTPD_RECIPIENT_OVERSHOOT_LIMIT, service),
                main.get(MessageParameters.MESSAGE_SIZE_LIMIT, service),
                main.get(SmtpServerParameters.SMTPD_SOFT_ERROR_LIMIT, service),
                main.get(SmtpServerParameters.SMTPD_HARD_ERROR_LIMIT, service),
                main.get(SmtpServerParameters.SMTPD_ERROR_SLEEP_TIME, service),
                main.get(SmtpServerParameters.SMTPD_JUNK_COMMAND_LIMIT, service),
                main.get(SmtpServerParameters.SMTPD_TIMEOUT, service),
                main.get(TlsParameters.SMTPD_STARTTLS_TIMEOUT, service),
                main.get(SmtpServerParameters.SMTPD_MIN_DATA_RATE, service),
                main.get(SmtpServerParameters.SMTPD_SASL_RESPONSE_LIMIT, service),
                proxied
                        ? Duration.ZERO
                        : main.get(SmtpServerParameters.SUBMISSION_RELEASE_LIMIT, service));
    }

    private Set<Option> options(Purpose purpose, boolean proxied) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        YES_OR_NO.forEach(
                (option, parameter) -> {
                    if (main.get(parameter, service)) {
                        options.add(option);
                    }
                });
        int logLevel = main.get(TlsParameters.SMTPD_TLS_LOGLEVEL, service);
        if (logLevel > 0) {
            options.add(Option.SMTPD_TLS_LOGLEVEL);
        }
        if (logLevel > 1) {
            options.add(Option.TLS_DETAILS);
        }
        if (purpose == Purpose.SUBMISSION) {
            options.add(Option.OWN_SENDER_ONLY);
        }
        if (proxied) {
            options.remove(Option.REQUIRETLS_ENABLE);
        }
        return options;
    }
}
