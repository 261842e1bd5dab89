// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientRateParameters;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.Live;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.SmtpServerParameters;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Door;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.server.Entrance.Wrapper;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Client;
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
import org.mailroom.smtp.server.SmtpService;
import org.mailroom.smtp.server.SmtpSettings;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.time.Duration;
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

/// SMTP in its four forms: from other servers, twice from our users, and as LMTP from other mail
/// systems of this site.
final class SmtpServices {
    private static final List<Form> FORMS =
            List.of(
                    new Form("smtp", Purpose.RELAY, Wrapper.NONE, ListenParameters.SMTP_LISTEN),
                    new Form(
                            "submission",
                            Purpose.SUBMISSION,
                            Wrapper.NONE,
                            ListenParameters.SUBMISSION_LISTEN),
                    new Form(
                            "submissions",
                            Purpose.SUBMISSION,
                            Wrapper.TLS,
                            ListenParameters.SUBMISSIONS_LISTEN),
                    new Form("lmtp", Purpose.LMTP, Wrapper.NONE, ListenParameters.LMTP_LISTEN));

    private final Live<Settings> settings;
    private final AccessPolicies policies;
    private final Parts parts;
    private final Live<Map<String, Rules>> access;

    /// What sessions work with.
    ///
    /// @param milters makes those of a service from its settings
    /// @param strangers what is known of clients
    record Parts(
            Intake intake,
            LongPredicate hasRoomFor,
            MailLog log,
            SessionNotices notices,
            Function<Supplier<MilterSettings>, Milters> milters,
            StrangerMemory strangers) {}

    /// Who may do what, and how often, and whose mail is local, and who is tested before.
    record Rules(
            AccessPolicy policy,
            Predicate<Client> localHeaderClients,
            RateLimits rates,
            SaslRules sasl,
            ProxyRules proxies,
            Customs customs,
            ScreenSettings screen) {}

    private record Form(
            String name, Purpose purpose, Wrapper wrapper, Parameter<List<ListenAddress>> listen) {

        ServiceName service() {
            return ServiceName.server(name);
        }

        String logName() {
            return purpose == Purpose.RELAY ? "smtpd" : name + "/smtpd";
        }
    }

    SmtpServices(Live<Settings> settings, AccessPolicies policies, Parts parts) {
        this.settings = settings;
        this.policies = policies;
        this.parts = parts;
        this.access = new Live<>(rules(policies, settings.get()));
    }

    /// Makes the rules of a new configuration, which take effect with `run`.
    ///
    /// @param warnings hears of each restriction that cannot be used
    Runnable prepareReload(Settings next, Consumer<String> warnings) {
        Map<String, Rules> rules = rules(policies.telling(warnings), next);
        return () -> access.replace(rules);
    }

    /// The rules of each form.
    static Map<String, Rules> rules(AccessPolicies policies, Settings from) {
        var rules = new HashMap<String, Rules>();
        for (Form form : FORMS) {
            rules.put(
                    form.name(),
                    new Rules(
                            policies.policy(from, form.service()),
                            LocalHeaderClients.of(from, form.service()),
                            rates(from, form).limits(),
                            SmtpDoors.sasl(from, form.service()),
                            SmtpDoors.proxies(from, form.service()),
                            SmtpDoors.customs(from, form.service()),
                            new ScreenTests(from, form.service()).settingsOfScreen()));
        }
        return Map.copyOf(rules);
    }

    void open(Doors doors) {
        for (Form form : FORMS) {
            doors.open(entrance(form), starter(form));
        }
    }

    // Users and our own systems are not tested
    private Door.SessionStarter starter(Form form) {
        if (form.purpose() != Purpose.RELAY) {
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

    private SmtpService service(Form form) {
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
                parts.notices(),
                parts.milters().apply(() -> settings.get().milters().of(form.service())),
                InstantSource.system());
    }

    private Rules rules(Form form) {
        return Objects.requireNonNull(access.get().get(form.name()));
    }

    private SmtpSettings settings(Form form) {
        return new SmtpDoors(settings.get().main(), form.service(), rules(form))
                .settings(form.logName(), form.purpose());
    }

    // Whether it is offered is a matter of the settings that a session has
    private Optional<Supplier<ServerTls>> startTls(Form form) {
        return form.wrapper() == Wrapper.NONE
                ? Optional.of(() -> settings.get().tls().of(form.name()))
                : Optional.empty();
    }

    private static SmtpRates rates(Settings from, Form form) {
        return new SmtpRates(from, form.name(), form.service());
    }

    private Entrance entrance(Form form) {
        MainCf main = settings.get().main();
        var limits =
                new Door.Limits(
                        main.get(SmtpServerParameters.DEFAULT_PROCESS_LIMIT),
                        main.get(
                                ClientRateParameters.SMTPD_CLIENT_CONNECTION_COUNT_LIMIT,
                                form.service()),
                        Door.Counted.ALL,
                        rates(settings.get(), form).clients(form.logName(), parts.log()));
        String refusal =
                "421 4.7.0 %s Error: too many connections"
                        .formatted(main.get(NameParameters.MYHOSTNAME));
        Optional<Duration> proxyPatience =
                Entrance.proxyPatience(
                        main, ListenParameters.SMTPD_UPSTREAM_PROXY_PROTOCOL, form.service());
        return new Entrance(
                form.name(), form.listen(), form.wrapper(), proxyPatience, limits, refusal);
    }
}
