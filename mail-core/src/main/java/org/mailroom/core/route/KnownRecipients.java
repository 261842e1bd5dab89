// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.mailroom.core.table.TableFailedException.found;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableFailedException;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Who exists, and can be sent to.
record KnownRecipients(RouteSettings settings) {

    Known known(Address recipient) {
        return settings.srs()
                .flatMap(srs -> bySrs(srs.back(recipient)))
                .orElseGet(() -> byTables(recipient));
    }

    private static Optional<Known> bySrs(SenderRewriting.Back back) {
        return switch (back) {
            case SenderRewriting.Back.To _ -> Optional.of(new Known.Yes());
            case SenderRewriting.Back.Invalid() ->
                    Optional.of(new Known.No("No way back to a sender, or it is too old"));
            case SenderRewriting.Back.NoSrs() -> Optional.empty();
        };
    }

    private Known byTables(Address recipient) {
        try {
            Answer virtual = settings.aliases().virtual().apply(recipient);
            return found(Answer::lookup, virtual)
                    ? reachable(recipient, virtual)
                    : byClass(recipient, virtual);
        } catch (TableFailedException e) {
            return new Known.Unsure(e.reason());
        }
    }

    private Known byClass(Address recipient, Answer virtual) {
        AddressClass kind = AddressClasses.of(recipient, settings.domains());
        if (kind == AddressClass.VIRTUAL_ALIAS) {
            return unknown("virtual alias");
        }
        // Without a sender: for others it may go another way
        TransportSpec way = new TransportChoice(settings, ReversePath.NULL).of(recipient);
        if (way.transport().equals("error")) {
            return refused(way.withNexthop(recipient.domain()).nexthop());
        }
        RouteSettings.Recipients tables = settings.recipients();
        return switch (kind) {
            case LOCAL ->
                    known(tables.local(), recipient, "local recipient") instanceof Known.No no
                            ? no
                            : reachable(recipient, virtual);
            case VIRTUAL_MAILBOX ->
                    known(Optional.of(tables.virtualMailbox()), recipient, "virtual mailbox");
            case RELAY -> known(tables.relay(), recipient, "relay recipient");
            case DEFAULT, VIRTUAL_ALIAS -> new Known.Yes();
        };
    }

    private static Known refused(String text) {
        var error = ErrorText.parse(text, "5.1.0");
        return new Known.Refused(error.status(), error.text());
    }

    // Asked in time, so that an alias that leads nowhere holds up no other recipient of the
    // message. The members of a list that has an owner hold up nobody
    private Known reachable(Address recipient, Answer virtual) {
        Function<Address, Answer> asked = settings.aliases().virtual();
        var expansion =
                new AliasExpansion(
                        settings, of -> of.equals(recipient) ? virtual : asked.apply(of));
        return switch (expansion.of(List.of(Recipient.of(recipient)))) {
            case Expansion.Final _ -> new Known.Yes();
            case Expansion.NotNow(var reason) -> new Known.Unsure(reason);
        };
    }

    private static Known known(
            Optional<Function<Address, Lookup>> table, Address recipient, String name) {
        boolean there = table.isEmpty() || found(table.get(), recipient);
        return there ? new Known.Yes() : unknown(name);
    }

    private static Known unknown(String table) {
        return new Known.No("User unknown in " + table + " table");
    }
}
