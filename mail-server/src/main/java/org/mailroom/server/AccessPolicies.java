// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.Parameters;
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
import org.mailroom.smtp.access.AccessPolicy.AlwaysChecked;
import org.mailroom.smtp.access.Pause;
import org.mailroom.smtp.access.RejectCode;
import org.mailroom.smtp.access.RestrictionList;
import org.mailroom.smtp.access.RestrictionParser;
import org.mailroom.smtp.access.SenderLogins;
import org.mailroom.smtp.access.Stage;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// From `main.cf` to the rules of who may send what to whom, one set for each SMTP service.
///
/// @param warnings hears of each restriction that cannot be used
record AccessPolicies(
        Router router,
        Resolver resolver,
        Authenticator accounts,
        Pause pause,
        Consumer<String> warnings) {
    private static final Map<Stage, Parameter<List<String>>> LISTS =
            Map.of(
                    Stage.CLIENT, RestrictionParameters.SMTPD_CLIENT_RESTRICTIONS,
                    Stage.HELO, RestrictionParameters.SMTPD_HELO_RESTRICTIONS,
                    Stage.SENDER, RestrictionParameters.SMTPD_SENDER_RESTRICTIONS,
                    Stage.RELAY, RestrictionParameters.SMTPD_RELAY_RESTRICTIONS,
                    Stage.RECIPIENT, RestrictionParameters.SMTPD_RECIPIENT_RESTRICTIONS,
                    Stage.DATA, RestrictionParameters.SMTPD_DATA_RESTRICTIONS,
                    Stage.END_OF_DATA, RestrictionParameters.SMTPD_END_OF_DATA_RESTRICTIONS);

    /// The rules of one service.
    AccessPolicy policy(Settings settings, ServiceName service) {
        MainCf main = settings.main();
        Delimiters delimiters = CoreSettings.delimiters(main);
        var rights = new SenderLogins(loginMaps(settings, service), router, accounts, delimiters);
        var context =
                new AccessContext(
                        router,
                        resolver,
                        client -> settings.mynetworks().contains(client) instanceof Match.Yes,
                        AccessPolicies::isOwnAddress,
                        rights,
                        delimiters,
                        codes(main),
                        parser(settings, warnings),
                        pause);
        Map<Stage, RestrictionList> lists = new EnumMap<>(Stage.class);
        LISTS.forEach(
                (stage, parameter) -> lists.put(stage, list(stage, parameter, settings, service)));
        var policy = new AccessPolicy(lists, alwaysChecked(main, service), context);
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
            ServiceName service) {
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
        return parser(settings, located)
                .parse(stage, text(settings.main().get(parameter, service)));
    }

    private static RestrictionParser parser(Settings settings, Consumer<String> warnings) {
        return new RestrictionParser(settings.tables()::open, classes(settings.main()), warnings);
    }

    /// The same with other ears.
    AccessPolicies telling(Consumer<String> others) {
        return new AccessPolicies(router, resolver, accounts, pause, others);
    }

    private static Map<String, String> classes(MainCf main) {
        var classes = new HashMap<String, String>();
        for (String name : main.get(RestrictionParameters.SMTPD_RESTRICTION_CLASSES)) {
            classes.put(name, main.list(name).map(AccessPolicies::text).orElse(""));
        }
        return classes;
    }

    // An element with blanks in it stood in braces.
    private static String text(List<String> elements) {
        return elements.stream()
                .map(element -> element.contains(" ") ? "{" + element + "}" : element)
                .collect(Collectors.joining(" "));
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

    private static Map<RejectCode, Integer> codes(MainCf main) {
        var codes = new EnumMap<RejectCode, Integer>(RejectCode.class);
        for (RejectCode code : RejectCode.values()) {
            Parameters.named(code.parameter())
                    .ifPresent(
                            parameter -> {
                                if (main.get(parameter) instanceof Integer number) {
                                    codes.put(code, number);
                                }
                            });
        }
        return codes;
    }

    private static Set<AlwaysChecked> alwaysChecked(MainCf main, ServiceName service) {
        Set<AlwaysChecked> checked = EnumSet.noneOf(AlwaysChecked.class);
        if (main.get(RestrictionParameters.SMTPD_REJECT_UNLISTED_RECIPIENT, service)) {
            checked.add(AlwaysChecked.SMTPD_REJECT_UNLISTED_RECIPIENT);
        }
        if (main.get(RestrictionParameters.SMTPD_REJECT_UNLISTED_SENDER, service)) {
            checked.add(AlwaysChecked.SMTPD_REJECT_UNLISTED_SENDER);
        }
        return checked;
    }

    static boolean isOwnAddress(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
