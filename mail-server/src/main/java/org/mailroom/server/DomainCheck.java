// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.TableEntry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Looks for domains that stand in two lists which exclude each other, as trivial-rewrite(8) warns
/// of them when mail comes.
record DomainCheck(
        MainCf main, WrittenValues values, RouteSettings.Domains domains, Consumer<String> warn) {
    private static final int MOST = 20;

    private record Kind(Parameter<List<String>> list, Function<String, Lookup> domains) {
        boolean has(String domain) {
            return domains.apply(domain) instanceof Lookup.Found;
        }
    }

    void run() {
        var local = new Kind(NameParameters.MYDESTINATION, domains.local());
        var alias = new Kind(AddressParameters.VIRTUAL_ALIAS_DOMAINS, domains.virtualAlias());
        var mailbox = new Kind(AddressParameters.VIRTUAL_MAILBOX_DOMAINS, domains.virtualMailbox());
        var relay = new Kind(AddressParameters.RELAY_DOMAINS, domains.relay());
        both(local, alias);
        both(local, mailbox);
        both(alias, mailbox);
        both(alias, relay);
        both(mailbox, relay);
    }

    private void both(Kind one, Kind other) {
        Set<String> names = names(one.list());
        names.addAll(names(other.list()));
        names.stream()
                .filter(name -> one.has(name) && other.has(name))
                .limit(MOST)
                .forEach(name -> warn.accept(warning(name, one, other)));
    }

    private String warning(String name, Kind one, Kind other) {
        return "%s: do not list domain %s in BOTH %s and %s"
                .formatted(main.place(other.list()), name, one.list().name(), other.list().name());
    }

    private Set<String> names(Parameter<List<String>> parameter) {
        var names = new LinkedHashSet<String>();
        main.get(parameter).stream()
                .filter(DomainCheck::isDomain)
                .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        values.each(parameter, entry -> add(entry, names));
        return names;
    }

    private static void add(TableEntry entry, Set<String> names) {
        if (isDomain(entry.key())) {
            names.add(entry.key().toLowerCase(Locale.ROOT));
        }
    }

    private static boolean isDomain(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
    }
}
