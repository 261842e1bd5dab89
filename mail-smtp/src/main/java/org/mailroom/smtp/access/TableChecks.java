// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.access.AccessActions.Source;
import org.mailroom.smtp.access.Restriction.CheckTable;
import org.mailroom.smtp.identity.Client;

/// `check_…_access`: asks a table for the action (access(5)).
record TableChecks(AccessContext context, AccessNotes notes) {
    Ruling check(CheckTable check, Request request) {
        return act(find(check, request), check.table(), check.subject(), request);
    }

    /// Does what a table has told about a subject.
    Ruling act(Lookup told, LookupTable table, Subject subject, Request request) {
        return switch (told) {
            case Lookup.NotFound() -> Ruling.DUNNO;
            case Lookup.Found(var action) -> {
                var source = new Source("access table " + table.spec(), subject);
                yield new AccessActions(context, notes).act(action, source, request);
            }
            case Lookup.Failed(var reason) -> {
                notes.warning(table.spec() + ": table lookup problem: " + reason);
                yield Ruling.MISCONFIGURED;
            }
        };
    }

    private Lookup find(CheckTable check, Request request) {
        AddressLookup table = context.accessLookup(check.table());
        Client client = request.client();
        return switch (check.subject()) {
            case CLIENT -> client(table, client.name().confirmed(), client);
            case REVERSE_CLIENT -> client(table, client.name().reverse(), client);
            case HELO -> helo(table, client.greeting().name());
            case SENDER ->
                    request.sender().map(path -> sender(table, path)).orElse(Lookup.NOT_FOUND);
            case RECIPIENT ->
                    request.recipient().map(table::accessByAddress).orElse(Lookup.NOT_FOUND);
            case SASL_USER ->
                    client.login()
                            .map(login -> table.exactly(login.user()))
                            .orElse(Lookup.NOT_FOUND);
            case CERTIFICATE -> context.certificates().find(check.table(), client);
            case ETRN -> request.site().map(table::accessByHost).orElse(Lookup.NOT_FOUND);
            case DATA, END_OF_DATA -> Lookup.NOT_FOUND;
        };
    }

    private static Lookup client(AddressLookup table, String name, Client client) {
        Lookup byName = table.accessByHost(name);
        return byName instanceof Lookup.NotFound ? table.accessByClient(client.address()) : byName;
    }

    private static Lookup helo(AddressLookup table, String name) {
        return name.isEmpty() ? Lookup.NOT_FOUND : table.accessByHost(name);
    }

    private Lookup sender(AddressLookup table, ReversePath sender) {
        return switch (sender) {
            case ReversePath.Null _ -> table.exactly(context.settings().nullSenderKey());
            case ReversePath.Sender(var address) -> table.accessByAddress(address);
        };
    }
}
