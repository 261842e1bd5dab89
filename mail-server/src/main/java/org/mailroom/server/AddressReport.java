// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RewriteParameters;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Expansion;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// What becomes of mail for an address, and which tables say so (`mailroom explain`).
record AddressReport(Router router, Settings settings) {

    /// For a person, some lines; `error: …` where the text is no address.
    String of(String text) {
        String origin = settings.main().get(NameParameters.MYORIGIN);
        Optional<Address> address = AddressText.parse(text, origin);
        return address.map(this::of).orElse("error: expected an address, not \"" + text + "\"\n");
    }

    /// The same for a user of this host, whom tables do not concern.
    String forUser(Address address) {
        return report(
                address,
                report -> {
                    Known known = router.known(address);
                    line(report, "exists", exists(known));
                    if (!(known instanceof Known.No) && !(known instanceof Known.Refused)) {
                        ways(report, address);
                    }
                });
    }

    private String of(Address address) {
        return report(address, report -> tell(report, address, router.classify(address)));
    }

    private static String report(Address address, Consumer<StringBuilder> teller) {
        var report = new StringBuilder(Printable.of(address.toString()) + "\n");
        try {
            teller.accept(report);
        } catch (TableFailedException e) {
            line(report, "deferred", e.reason());
        }
        return report.toString();
    }

    private void tell(StringBuilder report, Address address, AddressClass kind) {
        line(report, "class", kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        line(report, "exists", exists(router.known(address)));
        tables(report, address, kind);
        ways(report, address);
    }

    private void ways(StringBuilder report, Address address) {
        switch (router.expand(List.of(Recipient.of(address)))) {
            case Expansion.NotNow(var reason) -> line(report, "deferred", reason);
            case Expansion.Final(var recipients) -> recipients.forEach(it -> way(report, it));
        }
    }

    private static void line(StringBuilder report, String name, String value) {
        report.append("  %-11s %s\n".formatted(name + ":", Printable.of(value)));
    }

    private static String exists(Known known) {
        return switch (known) {
            case Known.Yes() -> "yes";
            case Known.No(var text) -> "no: " + text;
            case Known.Refused(var status, var text) -> "refused: " + status + " " + text;
            case Known.Unsure(var reason) -> "not known now: " + reason;
        };
    }

    /// Whether the value of a table is told: those of accounts hold passwords.
    private enum Value {
        TOLD,
        KEPT
    }

    private void tables(StringBuilder report, Address address, AddressClass kind) {
        var asked = new Asked(report, address);
        asked.ask(RewriteParameters.RECIPIENT_CANONICAL_MAPS, AddressLookup::address, Value.TOLD);
        asked.ask(RewriteParameters.CANONICAL_MAPS, AddressLookup::address, Value.TOLD);
        asked.ask(AddressParameters.VIRTUAL_ALIAS_MAPS, AddressLookup::address, Value.TOLD);
        if (kind == AddressClass.LOCAL) {
            asked.ask(
                    AddressParameters.ALIAS_MAPS,
                    (table, it) -> table.alias(it.localPart()).lookup(),
                    Value.TOLD);
            asked.ask(AddressParameters.LOCAL_RECIPIENT_MAPS, AddressLookup::address, Value.KEPT);
        }
        if (kind == AddressClass.VIRTUAL_MAILBOX) {
            asked.ask(AddressParameters.VIRTUAL_MAILBOX_MAPS, AddressLookup::mailbox, Value.TOLD);
        }
        if (kind == AddressClass.RELAY) {
            asked.ask(AddressParameters.RELAY_RECIPIENT_MAPS, AddressLookup::address, Value.TOLD);
        }
        asked.ask(RouteParameters.RELOCATED_MAPS, AddressLookup::address, Value.TOLD);
        asked.ask(RouteParameters.TRANSPORT_MAPS, AddressLookup::transport, Value.TOLD);
    }

    /// Tables that are asked for one address.
    private final class Asked {
        private final StringBuilder report;
        private final Address address;
        private final RouteTables routes = new RouteTables(settings.main(), settings.tables());

        Asked(StringBuilder report, Address address) {
            this.report = report;
            this.address = address;
        }

        void ask(
                Parameter<List<String>> maps,
                BiFunction<AddressLookup, Address, Lookup> how,
                Value value) {
            for (LookupTable table : settings.main().use(maps, settings.tables()::openAll)) {
                String where = maps.name() + " " + table.spec();
                switch (how.apply(routes.addresses(List.of(table)), address)) {
                    case Lookup.Found(var text) ->
                            line(
                                    report,
                                    "table",
                                    where + (value == Value.TOLD ? ": " + text : ": found"));
                    case Lookup.Failed(var reason) -> line(report, "table", where + ": " + reason);
                    case Lookup.NotFound() -> {}
                }
            }
        }
    }

    private void way(StringBuilder report, Recipient recipient) {
        line(report, "delivered to", recipient.address().toString());
        recipient
                .handover()
                .ifPresentOrElse(
                        it -> line(report, "given to", it.toString()),
                        () -> way(report, recipient.address()));
    }

    private void way(StringBuilder report, Address recipient) {
        Function<String, Path> inboxes = Storage.settings(settings).inboxes();
        switch (router.route(recipient, ReversePath.NULL)) {
            case Route.ToMailbox(var transport, var account, _) -> {
                line(report, "transport", transport);
                line(report, "mailbox", account + " in " + inboxes.apply(account));
                line(report, "filter", "none");
            }
            case Route.ToHosts(var transport, var nexthop, _) -> {
                line(report, "transport", transport);
                line(report, "next hop", nexthop);
            }
            case Route.ToOwner(var handover, _) -> {
                line(report, "transport", "local");
                line(report, "given to", handover.toString());
            }
            case Route.ToPipe(var transport, var nexthop, _) -> {
                line(report, "transport", transport + ", a program");
                line(report, "next hop", nexthop);
            }
            case Route.ToList(_, var owner, var members) -> {
                line(report, "transport", "local");
                line(report, "bounces to", owner.toString());
                members.forEach(it -> line(report, "member", it.toString()));
            }
            case Route.Discard(var text) -> line(report, "transport", "discard " + text);
            case Route.Reject(var status, var text) ->
                    line(report, "returned", status + " " + text);
            case Route.Defer(var status, var text) -> line(report, "deferred", status + " " + text);
        }
    }
}
