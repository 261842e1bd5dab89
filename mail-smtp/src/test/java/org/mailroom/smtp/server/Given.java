// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.SaslOption;
import org.mailroom.core.config.ScreenAction;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.net.ClientPrefix;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Hosts;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.ClientCertificates;
import org.mailroom.core.tls.Fingerprints;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.access.AccessContext;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.AccessPolicy.AlwaysChecked;
import org.mailroom.smtp.access.AccessPolicy.Told;
import org.mailroom.smtp.access.AccessSettings;
import org.mailroom.smtp.access.CertificateRights;
import org.mailroom.smtp.access.RblReplies;
import org.mailroom.smtp.access.RejectCode;
import org.mailroom.smtp.access.RestrictionList;
import org.mailroom.smtp.access.RestrictionParser;
import org.mailroom.smtp.access.SenderLogins;
import org.mailroom.smtp.access.Stage;
import org.mailroom.smtp.access.Tempfail;
import org.mailroom.smtp.access.Unverified;
import org.mailroom.smtp.dnslist.ListAnswers;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.policy.PolicyServices;
import org.mailroom.smtp.policy.PolicySettings;
import org.mailroom.smtp.screen.AccessList;
import org.mailroom.smtp.screen.DnsblSettings;
import org.mailroom.smtp.screen.ScoredList;
import org.mailroom.smtp.screen.ScreenSettings;
import org.mailroom.smtp.server.RateLimits.Event;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.SmtpSettings.Purpose;
import org.mailroom.smtp.server.SmtpSettings.TlsLevel;
import org.mailroom.smtp.verify.Standing;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The `given name = value` lines of a transcript as settings; what is not given is as in the
/// server that the transcripts are for: `mail.example.org`, local for `example.org`.
record Given(Map<String, String> parameters) {
    private static final Pattern LINE = Pattern.compile("given (\\w+) = ?(.*)");

    private static final Delimiters PLUS = new Delimiters("+", Delimiters.ListNames.WHOLE);

    private static final Tables TABLES = Tables.of("hash", Set.of(), _ -> {});

    private static final Set<Option> DEFAULT_YES =
            EnumSet.of(
                    Option.REQUIRETLS_ENABLE,
                    Option.SMTPD_FORBID_UNAUTH_PIPELINING,
                    Option.SMTPD_PEERNAME_LOOKUP,
                    Option.SMTPD_TLS_LOGLEVEL,
                    Option.SMTPUTF8_ENABLE);

    static Given nothing() {
        return new Given(Map.of());
    }

    static Given in(Path transcript) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        for (String line : Files.readAllLines(transcript)) {
            var given = LINE.matcher(line);
            if (given.matches()) {
                parameters.put(given.group(1), given.group(2).strip());
            }
        }
        return new Given(parameters);
    }

    String text(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    Set<String> words(String name, String otherwise) {
        return Set.copyOf(
                List.of(text(name, otherwise).split("[ ,]+")).stream()
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    SmtpSettings settings(Purpose purpose) {
        return new SmtpSettings(
                purpose == Purpose.SUBMISSION ? "submission/smtpd" : "smtpd",
                "mail.example.org",
                "mail.example.org ESMTP Mailroom",
                purpose,
                TlsLevel.valueOf(text("smtpd_tls_security_level", "may").toUpperCase(Locale.ROOT)),
                limits(),
                rates(),
                sasl(),
                proxies(),
                customs(),
                words("smtpd_discard_ehlo_keywords", ""),
                options(purpose),
                WayIn.USUAL,
                Optional.empty(),
                _ -> purpose == Purpose.SUBMISSION,
                client -> words("debug_peer_list", "").contains(client.address().getHostAddress()));
    }

    private Customs customs() {
        MatchList forbidden =
                MatchList.open(
                        ListText.split(text("smtpd_forbidden_commands", "CONNECT GET POST")),
                        MatchList.Reach.NAME,
                        TABLES);
        return new Customs(
                tables("smtpd_command_filter"),
                words("smtpd_noop_commands", ""),
                word -> forbidden.contains(word) instanceof Match.Yes,
                new RejectFilter(tables("smtpd_reject_filter_maps")),
                new RejectFooter(
                        text("smtpd_reject_footer", ""),
                        tables("smtpd_reject_footer_maps"),
                        "mail.example.org"));
    }

    private List<LookupTable> tables(String name) {
        String spec = text(name, "");
        return spec.isEmpty() ? List.of() : List.of(TABLES.open(spec));
    }

    ScreenSettings screen() {
        return new ScreenSettings(
                "mail.example.org",
                AccessList.of(
                        ListText.split(text("postscreen_access_list", "permit_mynetworks")),
                        this::isOfMynetworks,
                        TABLES::open),
                action("postscreen_denylist_action"),
                text("postscreen_greet_banner", "mail.example.org ESMTP Mailroom"),
                Duration.ofSeconds(number("postscreen_greet_wait", 0)),
                action("postscreen_greet_action"),
                Duration.ofDays(1),
                dnsbl());
    }

    private DnsblSettings dnsbl() {
        return new DnsblSettings(
                ListText.split(text("postscreen_dnsbl_sites", "")).stream()
                        .map(ScoredList::of)
                        .toList(),
                number("postscreen_dnsbl_threshold", 1),
                number("postscreen_dnsbl_allowlist_threshold", 0),
                action("postscreen_dnsbl_action"),
                zone -> zone,
                Duration.ofSeconds(10),
                Duration.ofHours(1));
    }

    private ScreenAction action(String name) {
        return ScreenAction.valueOf(text(name, "ignore").toUpperCase(Locale.ROOT));
    }

    private boolean isOfMynetworks(InetAddress address) {
        return words("mynetworks", "127.0.0.1").contains(address.getHostAddress());
    }

    AccessPolicy access(Router router, Resolver resolver, Authenticator accounts) {
        Optional<LookupTable> loginMaps =
                Optional.of(text("smtpd_sender_login_maps", ""))
                        .filter(spec -> !spec.isEmpty())
                        .map(TABLES::open);
        var services = new PolicyServices(policy(), Path.of("/"));
        var parser = new RestrictionParser(TABLES::open, classes(), services, _ -> {});
        var context =
                new AccessContext(
                        router,
                        resolver,
                        new ListAnswers(resolver, System::nanoTime),
                        this::isOfMynetworks,
                        InetAddress::isLoopbackAddress,
                        new SenderLogins(loginMaps, router, accounts, PLUS),
                        new CertificateRights(
                                new ClientCertificates(
                                        TrustedRoots.none(), 9, new Fingerprints("sha256")),
                                List.of()),
                        new AccessSettings(
                                "example.org",
                                PLUS,
                                MatchList.Reach.SUBDOMAINS,
                                text("smtpd_null_access_lookup_key", "<>"),
                                words("smtpd_log_access_permit_actions", "")::contains,
                                new RblReplies("554 listed", List.of(), ""),
                                _ -> true,
                                address -> address.localPart().equals("double-bounce"),
                                Unverified.DEFAULT,
                                Unverified.DEFAULT,
                                Tempfail.DEFER_IF_PERMIT,
                                Tempfail.DEFER_IF_PERMIT,
                                codes()),
                        _ -> Standing.DELIVERABLE,
                        (_, _, _) -> Duration.ZERO,
                        parser,
                        _ -> {});
        Map<Stage, RestrictionList> lists = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            lists.put(stage, parser.parse(stage, text(stage.parameter(), usual(stage))));
        }
        Told told =
                text("smtpd_delay_reject", "yes").equals("yes") ? Told.AT_RECIPIENT : Told.AT_ONCE;
        return new AccessPolicy(lists, alwaysChecked(), told, context);
    }

    private PolicySettings policy() {
        PolicySettings usual = PolicySettings.DEFAULT;
        return new PolicySettings(
                text("smtpd_policy_service_default_action", usual.defaultAction()),
                usual.maxIdle(),
                usual.maxTtl(),
                text("smtpd_policy_service_policy_context", usual.context()),
                usual.requestLimit(),
                usual.retryDelay(),
                usual.timeout(),
                usual.tryLimit());
    }

    /// What comes of ETRN, by the name of the site.
    SiteQueue.Start start(String site) {
        return words("fast_flush_domains", "").contains(site)
                ? SiteQueue.Start.STARTED
                : SiteQueue.Start.NOT_SERVED;
    }

    private static String usual(Stage stage) {
        return stage == Stage.RELAY
                ? "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination"
                : "";
    }

    private Map<String, String> classes() {
        Map<String, String> classes = new HashMap<>();
        words("smtpd_restriction_classes", "").forEach(name -> classes.put(name, text(name, "")));
        return classes;
    }

    private Map<RejectCode, Integer> codes() {
        Map<RejectCode, Integer> codes = new EnumMap<>(RejectCode.class);
        for (RejectCode code : RejectCode.values()) {
            codes.put(code, number(code.parameter(), code.usual()));
        }
        return codes;
    }

    private Set<AlwaysChecked> alwaysChecked() {
        Set<AlwaysChecked> checked = EnumSet.noneOf(AlwaysChecked.class);
        if (text("smtpd_reject_unlisted_recipient", "yes").equals("yes")) {
            checked.add(AlwaysChecked.SMTPD_REJECT_UNLISTED_RECIPIENT);
        }
        if (text("smtpd_reject_unlisted_sender", "no").equals("yes")) {
            checked.add(AlwaysChecked.SMTPD_REJECT_UNLISTED_SENDER);
        }
        return checked;
    }

    private RateLimits rates() {
        Map<Event, Integer> limits = new EnumMap<>(Event.class);
        for (Event event : Event.values()) {
            String name = event.name().toLowerCase(Locale.ROOT);
            limits.put(event, number("smtpd_client_" + name + "_rate_limit", 0));
        }
        Set<String> exempt = words("smtpd_client_event_limit_exceptions", "127.0.0.1");
        Predicate<Client> proxies = proxies("smtpd_authorized_xclient_hosts");
        return new RateLimits(
                "smtp",
                limits,
                Duration.ofMinutes(1),
                ClientPrefix::of,
                client ->
                        exempt.contains(client.address().getHostAddress()) || proxies.test(client));
    }

    private SaslRules sasl() {
        String options = text("smtpd_sasl_security_options", "noanonymous");
        Set<SaslOption> wanted =
                options.contains("noplaintext")
                        ? Set.of(SaslOption.NOPLAINTEXT)
                        : Set.of(SaslOption.NOANONYMOUS);
        MatchList filter =
                MatchList.open(
                        List.of(text("smtpd_sasl_mechanism_filter", "static:rest").split("[, ]+")),
                        MatchList.Reach.NAME,
                        TABLES);
        Set<String> exceptions = words("smtpd_sasl_exceptions_networks", "");
        return new SaslRules(
                filter::contains,
                wanted,
                wanted,
                client -> exceptions.contains(client.getHostAddress()));
    }

    private ProxyRules proxies() {
        return new ProxyRules(
                proxies("smtpd_authorized_xclient_hosts"),
                proxies("smtpd_authorized_xforward_hosts"));
    }

    private Predicate<Client> proxies(String name) {
        Hosts hosts = Hosts.open(List.copyOf(words(name, "")), TABLES);
        return client ->
                hosts.contains(client.name().confirmed(), client.address()) instanceof Match.Yes;
    }

    private SmtpLimits limits() {
        SmtpLimits usual = SmtpLimits.DEFAULT;
        return new SmtpLimits(
                number("line_length_limit", usual.lineOctets()),
                number("smtpd_recipient_limit", usual.recipients()),
                number("smtpd_recipient_overshoot_limit", usual.recipientOvershoot()),
                number("message_size_limit", (int) usual.messageOctets()),
                number("smtpd_soft_error_limit", usual.softErrors()),
                number("smtpd_hard_error_limit", usual.hardErrors()),
                Duration.ofSeconds(number("smtpd_error_sleep_time", 0)),
                number("smtpd_junk_command_limit", usual.junkCommands()),
                Duration.ofSeconds(number("smtpd_timeout", 30)),
                Duration.ofSeconds(number("smtpd_starttls_timeout", 300)),
                number("smtpd_min_data_rate", usual.minDataRate()),
                number("smtpd_sasl_response_limit", usual.saslOctets()),
                usual.release());
    }

    private int number(String name, int otherwise) {
        return Integer.parseInt(text(name, "" + otherwise));
    }

    private Set<Option> options(Purpose purpose) {
        Set<Option> options = EnumSet.copyOf(DEFAULT_YES);
        if (purpose == Purpose.SUBMISSION) {
            options.add(Option.SMTPD_SASL_AUTH_ENABLE);
            options.add(Option.OWN_SENDER_ONLY);
        }
        for (Option option : Option.values()) {
            switch (text(option.name().toLowerCase(Locale.ROOT), "")) {
                case "yes" -> options.add(option);
                case "no" -> options.remove(option);
                default -> {}
            }
        }
        return options;
    }
}
