// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientLoginParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.sasl.LoginPolicy;
import org.mailroom.smtp.sasl.LoginPolicy.Refusal;
import org.mailroom.smtp.sasl.PasswordMaps;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to how a client logs in at other servers.
///
/// @param service the client, whose own values win
record ClientLogins(MainCf main, ServiceName service, ClientLoginParameters parameters) {

    /// @throws org.mailroom.core.config.ConfigException when a table cannot be opened
    LoginPolicy policy(Tables tables, RouteTables routes) {
        var options =
                new LoginPolicy.Options(
                        main.get(parameters.options(), service),
                        main.get(parameters.tlsOptions(), service),
                        main.get(parameters.verifiedOptions(), service));
        return new LoginPolicy(
                passwords(tables, routes),
                options,
                filter(tables),
                main.get(parameters.softBounce(), service) ? Refusal.FOR_NOW : Refusal.AS_IT_SAYS,
                main.get(parameters.dummyAuth(), service));
    }

    private PasswordMaps passwords(Tables tables, RouteTables routes) {
        if (!main.get(parameters.enable(), service)) {
            return PasswordMaps.none();
        }
        List<LookupTable> maps = main.use(parameters.passwordMaps(), service, tables::openAll);
        Optional<AddressLookup> bySender =
                main.get(parameters.senderDependent(), service)
                        ? Optional.of(routes.addresses(maps))
                        : Optional.empty();
        return new PasswordMaps(maps, bySender, main.get(parameters.passwordDelimiter(), service));
    }

    private Function<String, Match> filter(Tables tables) {
        MatchList filter =
                main.use(
                        parameters.mechanismFilter(),
                        service,
                        list -> MatchList.open(list, MatchList.Reach.NAME, tables));
        return main.get(parameters.mechanismFilter(), service).isEmpty()
                ? _ -> Match.YES
                : filter::contains;
    }
}
