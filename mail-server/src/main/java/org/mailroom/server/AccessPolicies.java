// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.Parameters;
import org.mailroom.core.config.RestrictionParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.route.Router;
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
import java.util.HashSet;
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
        String delimiters = main.get(AddressParameters.RECIPIENT_DELIMITER);
        var parser = new RestrictionParser(settings.tables()::open, classes(main), warnings);
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
                        parser,
                        pause);
        Map<Stage, RestrictionList> lists = new EnumMap<>(Stage.class);
        LISTS.forEach(
                (stage, parameter) ->
                        lists.put(stage, parser.parse(stage, text(main.get(parameter, service)))));
        var policy = new AccessPolicy(lists, alwaysChecked(main, service), context);
        if (!policy.guardsRelay()) {
            warnings.accept(
                    "smtpd_relay_restrictions: nothing keeps strangers from relaying, so they get"
                            + " 451: put reject_unauth_destination at the end");
        }
        return policy;
    }

    /// The same, which says each warning once, however many services it concerns.
    AccessPolicies warningOnce() {
        var said = new HashSet<String>();
        return new AccessPolicies(
                router,
                resolver,
                accounts,
                pause,
                warning -> {
                    if (said.add(warning)) {
                        warnings.accept(warning);
                    }
                });
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
        List<String> maps =
                settings.main().get(RestrictionParameters.SMTPD_SENDER_LOGIN_MAPS, service);
        return Optional.of(maps)
                .filter(list -> !list.isEmpty())
                .map(list -> new TablesInTurn(settings.tables().openAll(list)));
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
