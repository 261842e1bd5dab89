// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.Rewritten;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Expansion;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.core.table.TableFailedException;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What becomes of mail for an address, and which tables say so (`mailroom explain`).
record AddressReport(Settings settings) {

    /// For a person, some lines; `error: …` where the text is no address.
    String of(String text) {
        String origin = settings.main().get(NameParameters.MYORIGIN);
        Optional<Address> address = AddressText.parse(text, origin);
        return address.map(this::of).orElse("error: expected an address, not \"" + text + "\"\n");
    }

    private Router router() {
        return new TrivialRewrite(settings::routes);
    }

    private String of(Address address) {
        var report = new StringBuilder(Printable.of(address.toString()) + "\n");
        try {
            tell(report, address);
        } catch (TableFailedException e) {
            line(report, "deferred", e.reason());
        }
        return report.toString();
    }

    private void tell(StringBuilder report, Address address) {
        Address now = rewritten(address);
        AddressClass kind = router().classify(now);
        line(report, "class", kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        line(report, "exists", exists(router().known(address)));
        var asked = new TablesAsked(settings, address, (name, value) -> line(report, name, value));
        asked.canonical();
        if (!now.equals(address)) {
            line(report, "rewritten", now.toString());
        }
        var walk = new TablesAsked(settings, now, (name, value) -> line(report, name, value));
        Expansion expansion = walk.router().expand(List.of(Recipient.of(now)));
        walk.byClass(kind);
        ways(report, expansion);
    }

    private Address rewritten(Address address) {
        var rewriting = settings.routes().rewriting();
        return switch (rewriting.rewrite(address, AddressUse.ENVELOPE_RECIPIENT)) {
            case Rewritten.To(var to) -> to;
            case Rewritten.NotNow(var reason) -> throw new TableFailedException(reason);
        };
    }

    private void ways(StringBuilder report, Expansion expansion) {
        switch (expansion) {
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
        switch (router().route(recipient, ReversePath.NULL)) {
            case Route.ToMailbox(var transport, var account, _) -> {
                line(report, "transport", transport);
                line(report, "mailbox", account + " in " + inboxes.apply(account));
                line(report, "filter", "none");
            }
            case Route.ToHosts(var transport, _, var nexthop, _) -> {
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
