// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.pipe.LocalSettings;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;
import org.mailroom.core.table.TablesInTurn;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to what local(8) hands over to others.
record LocalTables(MainCf main, Tables tables, Delimiters delimiters) {

    /// The settings of local(8).
    ///
    /// @param programs whose rights commands get
    RouteSettings.Local local(LocalSettings programs) {
        ForwardFiles forwards = forwards();
        return new RouteSettings.Local(
                byUser(RouteParameters.MAILBOX_TRANSPORT_MAPS, RouteParameters.MAILBOX_TRANSPORT),
                byUser(RouteParameters.FALLBACK_TRANSPORT_MAPS, RouteParameters.FALLBACK_TRANSPORT),
                luserRelay(),
                forwards,
                new LocalHandovers(main, forwards::owner, mailboxCommand(), programs));
    }

    /// `forward_path`
    ForwardFiles forwards() {
        return new ForwardFiles(
                main.use(RouteParameters.FORWARD_PATH, ForwardFiles::templates),
                tables.open("unix:passwd.byname"),
                delimiters,
                main.get(RouteParameters.FORWARD_EXPANSION_FILTER));
    }

    private Function<String, Lookup> byUser(
            Parameter<List<String>> maps, Parameter<String> otherwise) {
        List<LookupTable> opened = main.use(maps, tables::openAll);
        var inTurn = new TablesInTurn(opened);
        String same = main.get(otherwise);
        return user -> {
            Lookup found = inTurn.find(user);
            boolean useSame = found instanceof Lookup.NotFound && !same.isEmpty();
            return useSame ? new Lookup.Found(same) : found;
        };
    }

    private Function<String, Lookup> mailboxCommand() {
        return byUser(ProgramParameters.MAILBOX_COMMAND_MAPS, ProgramParameters.MAILBOX_COMMAND);
    }

    private Function<Address, Optional<Address>> luserRelay() {
        String template = main.get(RouteParameters.LUSER_RELAY);
        if (template.startsWith("|") || template.startsWith("/")) {
            throw main.fault(
                    RouteParameters.LUSER_RELAY,
                    "expected an address: as in Postfix, no command or file can be named here");
        }
        String origin = main.get(NameParameters.MYORIGIN);
        // A template that cannot be read is told of now
        main.use(RouteParameters.LUSER_RELAY, it -> Expansion.of(it, _ -> ""));
        return address ->
                AddressText.parse(Expansion.of(template, name -> part(name, address)), origin);
    }

    private String part(String name, Address of) {
        return switch (name) {
            case "local" -> of.localPart();
            case "domain" -> of.domain();
            case "recipient" -> of.toString();
            default -> delimiters.split(of.localPart()).word(name);
        };
    }
}
