// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RewriteParameters;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/// Tells what the tables say that mail for an address is led by. Used by one thread.
///
/// @param about the address; of others it is said which they are
/// @param teller hears what it is, and what it says
record TablesAsked(Settings settings, Address about, BiConsumer<String, String> teller) {

    /// Whether the value of a table is told: those of accounts hold passwords.
    private enum Value {
        TOLD,
        KEPT
    }

    void canonical() {
        ask(RewriteParameters.RECIPIENT_CANONICAL_MAPS, about, AddressLookup::address, Value.TOLD);
        ask(RewriteParameters.CANONICAL_MAPS, about, AddressLookup::address, Value.TOLD);
    }

    /// The router of deliveries, which tells of the tables and files that it asks when it follows
    /// aliases.
    Router router() {
        RouteSettings plain = settings.routes();
        RouteSettings.Aliases aliases = plain.aliases();
        ForwardFiles forwards = routes().local().forwards();
        RouteSettings telling =
                plain.with(
                        aliases.with(
                                address -> {
                                    virtual(address);
                                    return aliases.virtual().apply(address);
                                },
                                address -> {
                                    local(address);
                                    return aliases.local().apply(address);
                                }),
                        (user, unused) ->
                                forwards.of(
                                        user,
                                        unused,
                                        (file, _) -> tell("forward", file.toString(), user)));
        return new TrivialRewrite(() -> telling, (user, why) -> tell("forward", why, user));
    }

    private void virtual(Address address) {
        ask(AddressParameters.VIRTUAL_ALIAS_MAPS, address, AddressLookup::address, Value.TOLD);
    }

    private void local(Address address) {
        ask(
                AddressParameters.ALIAS_MAPS,
                address,
                (table, it) -> table.alias(it.localPart()).lookup(),
                Value.TOLD);
    }

    /// Those that know who is there, and the way.
    void byClass(AddressClass kind) {
        switch (kind) {
            case LOCAL ->
                    ask(
                            AddressParameters.LOCAL_RECIPIENT_MAPS,
                            about,
                            AddressLookup::address,
                            Value.KEPT);
            case VIRTUAL_MAILBOX ->
                    ask(
                            AddressParameters.VIRTUAL_MAILBOX_MAPS,
                            about,
                            AddressLookup::mailbox,
                            Value.TOLD);
            case RELAY ->
                    ask(
                            AddressParameters.RELAY_RECIPIENT_MAPS,
                            about,
                            AddressLookup::address,
                            Value.TOLD);
            case VIRTUAL_ALIAS, DEFAULT -> {}
        }
        ask(RouteParameters.RELOCATED_MAPS, about, AddressLookup::address, Value.TOLD);
        ask(RouteParameters.TRANSPORT_MAPS, about, AddressLookup::transport, Value.TOLD);
    }

    private void ask(
            Parameter<List<String>> maps,
            Address address,
            BiFunction<AddressLookup, Address, Lookup> how,
            Value value) {
        for (LookupTable table : settings.main().use(maps, settings.tables()::openAll)) {
            String where = maps.name() + " " + table.spec() + ": ";
            switch (how.apply(routes().addresses(List.of(table)), address)) {
                case Lookup.Found(var text) ->
                        tell("table", where + (value == Value.TOLD ? text : "found"), address);
                case Lookup.Failed(var reason) -> tell("table", where + reason, address);
                case Lookup.NotFound() -> {}
            }
        }
    }

    private RouteTables routes() {
        return new RouteTables(settings.main(), settings.tables());
    }

    private void tell(String what, String text, Address address) {
        teller.accept(what, address.equals(about) ? text : text + " (for " + address + ")");
    }
}
