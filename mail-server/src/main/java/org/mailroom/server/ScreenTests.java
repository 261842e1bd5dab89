// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PostscreenParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.TablesInTurn;
import org.mailroom.smtp.screen.AccessList;
import org.mailroom.smtp.screen.DnsblSettings;
import org.mailroom.smtp.screen.ScoredList;
import org.mailroom.smtp.screen.ScreenSettings;

import java.util.function.UnaryOperator;

/// From `main.cf` to the tests of clients before the greeting, of one SMTP service.
record ScreenTests(Settings settings, ServiceName service) {

    ScreenSettings settingsOfScreen() {
        return new ScreenSettings(
                get(NameParameters.MYHOSTNAME),
                accessList(),
                get(PostscreenParameters.POSTSCREEN_DENYLIST_ACTION),
                get(PostscreenParameters.POSTSCREEN_GREET_BANNER),
                get(PostscreenParameters.POSTSCREEN_GREET_WAIT),
                get(PostscreenParameters.POSTSCREEN_GREET_ACTION),
                get(PostscreenParameters.POSTSCREEN_GREET_TTL),
                dnsbl());
    }

    private DnsblSettings dnsbl() {
        return new DnsblSettings(
                main().use(
                                PostscreenParameters.POSTSCREEN_DNSBL_SITES,
                                service,
                                sites -> sites.stream().map(ScoredList::of).toList()),
                get(PostscreenParameters.POSTSCREEN_DNSBL_THRESHOLD),
                get(PostscreenParameters.POSTSCREEN_DNSBL_ALLOWLIST_THRESHOLD),
                get(PostscreenParameters.POSTSCREEN_DNSBL_ACTION),
                shownName(),
                get(PostscreenParameters.POSTSCREEN_DNSBL_TIMEOUT),
                get(PostscreenParameters.POSTSCREEN_DNSBL_MAX_TTL));
    }

    // A table that cannot be asked must not give the secret away
    private UnaryOperator<String> shownName() {
        LookupTable names =
                new TablesInTurn(
                        main().use(
                                        PostscreenParameters.POSTSCREEN_DNSBL_REPLY_MAP,
                                        service,
                                        settings.tables()::openAll));
        return zone ->
                switch (names.find(zone)) {
                    case Lookup.Found(var name) -> name;
                    case Lookup.NotFound() -> zone;
                    case Lookup.Failed _ -> "a list in the DNS";
                };
    }

    private MainCf main() {
        return settings.main();
    }

    private <T> T get(Parameter<T> parameter) {
        return main().get(parameter, service);
    }

    private AccessList accessList() {
        return main().use(
                        PostscreenParameters.POSTSCREEN_ACCESS_LIST,
                        service,
                        list ->
                                AccessList.of(
                                        list,
                                        client ->
                                                settings.mynetworks().contains(client)
                                                        instanceof Match.Yes,
                                        settings.tables()::open));
    }
}
