// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.AccountSettings;
import org.mailroom.core.account.BlockLimits;
import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.delivery.BounceSettings;
import org.mailroom.core.delivery.DeliverySettings;
import org.mailroom.core.intake.CleanupSettings;
import org.mailroom.core.pipe.LocalSettings;
import org.mailroom.core.pipe.PipeCourier;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.table.Hosts;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Networks;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.server.pickup.LocalAccess;
import org.mailroom.smtp.allowance.AllowanceRules;
import org.mailroom.smtp.notice.NoticeSettings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// One configuration in the terms of each part, with its tables opened and its certificate read: a
/// reload replaces all of it at once.
record Settings(
        MainCf main,
        Tables tables,
        Networks mynetworks,
        RouteSettings routes,
        RouteSettings probes,
        MatchList flushed,
        AccountSettings accounts,
        CleanupSettings cleanup,
        BounceSettings bounces,
        NoticeSettings notices,
        AllowanceRules allowances,
        DeliverySettings delivery,
        PipeCourier.Settings pipes,
        LocalSettings programs,
        RemoteHosts hosts,
        LocalAccess users,
        MilterPlan milters,
        Hosts debugPeers,
        DoorTls tls) {

    /// @throws org.mailroom.core.config.ConfigException when something that it names cannot be used
    ///
    /// @param certificate how that is had
    /// @param warnings hears of what is not used, such as a bad line of a table
    static Settings of(
            MainCf main, Function<MainCf, ServerTls> certificate, Consumer<String> warnings) {
        // It takes as long as all the rest
        try (var own = new Meanwhile<>("certificate", () -> certificate.apply(main))) {
            return of(main, own, warnings);
        }
    }

    private static Settings of(MainCf main, Meanwhile<ServerTls> own, Consumer<String> warnings) {
        Tables tables = tables(main, warnings);
        Networks mynetworks = mynetworks(main, tables);
        var routes = new RouteTables(main, tables);
        var accounts =
                new AccountSettings(
                        Accounts.databases(main, tables),
                        routes::isLocal,
                        Optional.of(main.get(AccountParameters.SMTPD_SASL_LOCAL_DOMAIN))
                                .filter(domain -> !domain.isEmpty())
                                .map(domain -> domain.toLowerCase(Locale.ROOT)),
                        client -> mynetworks.contains(client) instanceof Match.Yes,
                        main.get(AccountParameters.AUTH_FAILURE_DELAY),
                        new BlockLimits(
                                main.get(AccountParameters.AUTH_CLIENT_FAILURE_LIMIT),
                                main.get(AccountParameters.AUTH_ACCOUNT_FAILURE_LIMIT),
                                main.get(AccountParameters.AUTH_BLOCK_TIME)),
                        CertificateSettings.owners(main, tables),
                        main.get(AccountParameters.SASL_CHANNEL_BINDING));
        LocalSettings programs = new ProgramUsers(main, tables).local();
        RouteSettings routing = routes.settings(programs);
        return new Settings(
                main,
                tables,
                mynetworks,
                routing,
                routing.with(routes.transports(Ways.OF_PROBES)),
                routes.flushed(),
                accounts,
                CoreSettings.cleanup(main, routes.rewrites().cleanup(routing.rewriting())),
                CoreSettings.bounces(main),
                BounceTelling.ofSessions(main),
                Allowing.rules(main, tables),
                CoreSettings.delivery(main),
                new PipeTransports(main, tables).settings(),
                programs,
                RemoteHosts.of(main, tables, routes, routing.srs()),
                LocalAccess.of(main, tables),
                MilterPlan.of(main, tables),
                main.use(
                        LogParameters.DEBUG_PEER_LIST,
                        list ->
                                Hosts.open(
                                        list,
                                        CoreSettings.reach(
                                                main, LogParameters.DEBUG_PEER_LIST.name()),
                                        tables)),
                DoorTls.of(main, tables, own.get()));
    }

    private static Networks mynetworks(MainCf main, Tables tables) {
        Networks networks =
                main.use(NameParameters.MYNETWORKS, list -> Networks.open(list, tables));
        networks.tooLarge()
                .ifPresent(
                        net ->
                                tables.warn(
                                        "%s: whoever is in %s may send to anywhere without a login: with so large a network this server is an open relay for the world"
                                                .formatted(
                                                        main.place(NameParameters.MYNETWORKS),
                                                        net)));
        return networks;
    }

    private static Tables tables(MainCf main, Consumer<String> warnings) {
        return Tables.of(
                        main.get(AddressParameters.DEFAULT_DATABASE_TYPE),
                        Set.copyOf(main.get(AddressParameters.ALIAS_MAPS)),
                        warnings)
                .with("passwd-file", (_, name, _) -> Accounts.asTable(name))
                .with("pam", (spec, _, all) -> Accounts.ofSystem(spec, all));
    }
}
