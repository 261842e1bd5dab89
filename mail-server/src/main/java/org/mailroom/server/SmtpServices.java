// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientRateParameters;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.Live;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.endpoint.Endpoint;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Transport;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.server.Entrance.Wrapper;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.allowance.Allowances;
import org.mailroom.smtp.client.ProxyFilter;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.milter.MilterSettings;
import org.mailroom.smtp.milter.Milters;
import org.mailroom.smtp.notice.SessionNotices;
import org.mailroom.smtp.screen.Screen;
import org.mailroom.smtp.screen.ScreenSettings;
import org.mailroom.smtp.server.ClientRates;
import org.mailroom.smtp.server.Customs;
import org.mailroom.smtp.server.ProxyRules;
import org.mailroom.smtp.server.RateLimits;
import org.mailroom.smtp.server.SaslRules;
import org.mailroom.smtp.server.ScreenedService;
import org.mailroom.smtp.server.SiteQueue;
import org.mailroom.smtp.server.SmtpService;
import org.mailroom.smtp.server.SmtpSettings;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// SMTP in its forms: from other servers, twice from our users, as LMTP from other mail systems of
/// this site, and on the further ports that `main.cf` declares.
final class SmtpServices {
    private final Live<Settings> settings;
    private final List<SmtpForm> forms;
    private final AccessPolicies policies;
    private final Parts parts;
    private final Live<Map<String, Rules>> access;

    /// What sessions work with.
    ///
    /// @param milters makes those of a service from its settings
    /// @param strangers what is known of clients
    record Parts(
            Transport transport,
            Intake intake,
            LongPredicate hasRoomFor,
            MailLog log,
            SessionNotices notices,
            Function<Supplier<MilterSettings>, Milters> milters,
            StrangerMemory strangers,
            Allowances allowances,
            SiteQueue sites) {}

    /// Who may do what, and how often, whose mail is local, whose dialogue is logged, and who is
    /// tested before.
    record Rules(
            AccessPolicy policy,
            Predicate<Client> localHeaderClients,
            Predicate<Client> debugPeers,
            RateLimits rates,
            SaslRules sasl,
            ProxyRules proxies,
            Customs customs,
            ScreenSettings screen) {}

    SmtpServices(Live<Settings> settings, AccessPolicies policies, Parts parts) {
        this.settings = settings;
        this.policies = policies;
        this.parts = parts;
        this.forms = SmtpForm.all(settings.get().main());
        this.access = new Live<>(rules(policies, settings.get()));
    }

    /// Makes the rules of a new configuration, which take effect with `run`.
    ///
    /// @param warnings hears of each restriction that cannot be used
    Runnable prepareReload(Settings next, Consumer<String> warnings) {
        AccessPolicies telling = policies.telling(warnings);
        // A port that is no longer declared is open until the next start
        Map<String, Rules> rules = rules(telling, next, forms);
        rules.putAll(rules(telling, next));
        return () -> access.replace(rules);
    }

    /// The rules of each form.
    static Map<String, Rules> rules(AccessPolicies policies, Settings from) {
        return rules(policies, from, SmtpForm.all(from.main()));
    }

    private static Map<String, Rules> rules(
            AccessPolicies policies, Settings from, List<SmtpForm> forms) {
        var rules = new HashMap<String, Rules>();
        for (SmtpForm form : forms) {
            // What is wrong with it is told now
            Optional<Endpoint> _ = new ProxyFilters(from, form.service()).place();
            rules.put(
                    form.name(),
                    new Rules(
                            policies.policy(from, form.service()),
                            LocalHeaderClients.of(from, form.service()),
                            SmtpDoors.debugPeers(from),
                            rates(from, form).limits(),
                            SmtpDoors.sasl(from, form.service()),
                            SmtpDoors.proxies(from, form.service()),
                            SmtpDoors.customs(from, form.service()),
                            new ScreenTests(from, form.service()).settingsOfScreen()));
        }
        return rules;
    }

    void open(Doors doors) {
        for (SmtpForm form : forms) {
            doors.open(entrance(form), starter(form));
        }
    }

    // Users and our own systems are not tested
    private Door.SessionStarter starter(SmtpForm form) {
        if (!form.isPublic()) {
            return service(form);
        }
        var screen =
                new Screen(
                        () -> rules(form).screen(),
                        parts.strangers().screened(),
                        policies.resolver(),
                        parts.log(),
                        InstantSource.system());
        return new ScreenedService(screen, service(form));
    }

    private SmtpService service(SmtpForm form) {
        return new SmtpService(
                () -> settings(form),
                () -> rules(form).policy(),
                parts.intake(),
                parts.hasRoomFor(),
                policies.accounts(),
                startTls(form),
                policies.resolver(),
                parts.log(),
                policies.pause(),
                new ClientRates(),
                parts.allowances(),
                parts.notices(),
                parts.milters().apply(() -> settings.get().milters().of(form.service())),
                parts.sites(),
                InstantSource.system());
    }

    private Rules rules(SmtpForm form) {
        return Objects.requireNonNull(access.get().get(form.name()));
    }

    private SmtpSettings settings(SmtpForm form) {
        Settings now = settings.get();
        Optional<ProxyFilter> filter =
                new ProxyFilters(now, form.service()).filter(parts.transport());
        return new SmtpDoors(now.main(), form.service(), rules(form)).settings(form, filter);
    }

    // Whether it is offered is a matter of the settings that a session has
    private Optional<Supplier<ServerTls>> startTls(SmtpForm form) {
        return form.wrapper() == Wrapper.NONE
                ? Optional.of(() -> settings.get().tls().of(form.name()))
                : Optional.empty();
    }

    private static SmtpRates rates(Settings from, SmtpForm form) {
        return new SmtpRates(from, form.name(), form.service());
    }

    private Entrance entrance(SmtpForm form) {
        MainCf main = settings.get().main();
        var limits =
                new Door.Limits(
                        main.get(SmtpServerParameters.DEFAULT_PROCESS_LIMIT, form.service()),
                        main.get(
                                ClientRateParameters.SMTPD_CLIENT_CONNECTION_COUNT_LIMIT,
                                form.service()),
                        Door.Counted.ALL,
                        rates(settings.get(), form).clients(form.process(), parts.log()));
        String refusal =
                "421 4.7.0 %s Error: too many connections"
                        .formatted(main.get(NameParameters.MYHOSTNAME));
        Optional<Door.Proxies> proxies =
                Entrance.proxies(
                        main, ListenParameters.SMTPD_UPSTREAM_PROXY_PROTOCOL, form.service());
        return new Entrance(
                form.name(), form.listening(), form.wrapper(), proxies, limits, refusal);
    }
}
