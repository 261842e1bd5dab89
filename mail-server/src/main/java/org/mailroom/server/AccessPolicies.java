// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.GreylistParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RestrictionParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.TablesInTurn;
import org.mailroom.smtp.access.AccessContext;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.Greylisting;
import org.mailroom.smtp.access.Pause;
import org.mailroom.smtp.access.RestrictionList;
import org.mailroom.smtp.access.RestrictionParser;
import org.mailroom.smtp.access.SenderLogins;
import org.mailroom.smtp.access.Stage;
import org.mailroom.smtp.access.Word;
import org.mailroom.smtp.dnslist.ListAnswers;
import org.mailroom.smtp.greylist.GreylistSettings;
import org.mailroom.smtp.policy.PolicyServices;
import org.mailroom.smtp.verify.Standing;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// From `main.cf` to the rules of who may send what to whom, one set for each SMTP service.
///
/// @param warnings hears of each restriction that cannot be used
record AccessPolicies(
        Router router,
        Resolver resolver,
        Authenticator accounts,
        Function<Address, Standing> verification,
        Function<GreylistSettings, Greylisting> greylists,
        Pause pause,
        Consumer<String> warnings) {
    static final Map<Stage, Parameter<List<String>>> LISTS =
            Map.of(
                    Stage.CLIENT, RestrictionParameters.SMTPD_CLIENT_RESTRICTIONS,
                    Stage.HELO, RestrictionParameters.SMTPD_HELO_RESTRICTIONS,
                    Stage.SENDER, RestrictionParameters.SMTPD_SENDER_RESTRICTIONS,
                    Stage.RELAY, RestrictionParameters.SMTPD_RELAY_RESTRICTIONS,
                    Stage.RECIPIENT, RestrictionParameters.SMTPD_RECIPIENT_RESTRICTIONS,
                    Stage.DATA, RestrictionParameters.SMTPD_DATA_RESTRICTIONS,
                    Stage.END_OF_DATA, RestrictionParameters.SMTPD_END_OF_DATA_RESTRICTIONS,
                    Stage.ETRN, RestrictionParameters.SMTPD_ETRN_RESTRICTIONS);

    /// The rules of one service.
    AccessPolicy policy(Settings settings, ServiceName service) {
        MainCf main = settings.main();
        Delimiters delimiters = CoreSettings.delimiters(main);
        var rights = new SenderLogins(loginMaps(settings, service), router, accounts, delimiters);
        var own = new RestrictionSettings(settings, service);
        PolicyServices services = own.policyServices();
        Resolver usable = resolver.without(own.passedOver());
        var context =
                new AccessContext(
                        router,
                        usable,
                        new ListAnswers(usable, System::nanoTime),
                        client -> settings.mynetworks().contains(client) instanceof Match.Yes,
                        OwnAddresses.of(main)::contains,
                        rights,
                        CertificateSettings.rights(main, service, settings.tables()),
                        own.access(),
                        verification,
                        greylists.apply(own.greylist()),
                        // What a table says is warned of where a session meets it
                        parser(settings, services, _ -> {}),
                        pause);
        Map<Stage, RestrictionList> lists = new EnumMap<>(Stage.class);
        LISTS.forEach(
                (stage, parameter) ->
                        lists.put(stage, list(stage, parameter, settings, service, services)));
        var policy = new AccessPolicy(lists, own.alwaysChecked(), own.told(), context);
        if (!policy.guardsRelay()) {
            warnings.accept(
                    main.place(RestrictionParameters.SMTPD_RELAY_RESTRICTIONS, service)
                            + ": nothing keeps strangers from relaying, so they get 451: put"
                            + " reject_unauth_destination at the end");
        }
        return policy;
    }

    // Each warning gets the place of its list, of which the parser knows no more than the name
    private RestrictionList list(
            Stage stage,
            Parameter<List<String>> parameter,
            Settings settings,
            ServiceName service,
            PolicyServices services) {
        String place = settings.main().place(parameter, service);
        String name = parameter.name() + ": ";
        Consumer<String> located =
                warning ->
                        warnings.accept(
                                place
                                        + ": "
                                        + (warning.startsWith(name)
                                                ? warning.substring(name.length())
                                                : warning));
        return parser(settings, services, located)
                .parse(
                        stage,
                        text(settings.main().get(parameter, service))
                                + greylisted(stage, settings.main(), service));
    }

    // Users and our own systems are not put off
    private static String greylisted(Stage stage, MainCf main, ServiceName service) {
        return stage == Stage.RECIPIENT
                        && service.equals(ServiceName.server("smtp"))
                        && main.get(GreylistParameters.GREYLIST_ENABLE, service)
                ? " " + Word.CHECK_GREYLIST
                : "";
    }

    /// What reads the restrictions of a service, also those that a table says.
    static RestrictionParser parser(Settings settings, ServiceName service) {
        return parser(
                settings, new RestrictionSettings(settings, service).policyServices(), _ -> {});
    }

    private static RestrictionParser parser(
            Settings settings, PolicyServices services, Consumer<String> warnings) {
        return new RestrictionParser(
                settings.tables()::open, classes(settings.main()), services, warnings);
    }

    /// The same with other ears.
    AccessPolicies telling(Consumer<String> others) {
        return new AccessPolicies(
                router, resolver, accounts, verification, greylists, pause, others);
    }

    private static Map<String, String> classes(MainCf main) {
        var classes = new HashMap<String, String>();
        for (String name : main.get(RestrictionParameters.SMTPD_RESTRICTION_CLASSES)) {
            classes.put(name, main.list(name).map(AccessPolicies::text).orElse(""));
        }
        // The lists of this old restriction stand elsewhere, as those of a class do
        classes.put(
                "reject_maps_rbl",
                main.get(RestrictionParameters.MAPS_RBL_DOMAINS).stream()
                        .map(domain -> "reject_rbl_client " + domain)
                        .collect(Collectors.joining(" ")));
        return classes;
    }

    static String text(List<String> elements) {
        return String.join(" ", elements);
    }

    private static Optional<LookupTable> loginMaps(Settings settings, ServiceName service) {
        List<LookupTable> maps =
                settings.main()
                        .use(
                                RestrictionParameters.SMTPD_SENDER_LOGIN_MAPS,
                                service,
                                settings.tables()::openAll);
        return maps.isEmpty() ? Optional.empty() : Optional.of(new TablesInTurn(maps));
    }
}
