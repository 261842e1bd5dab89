// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Lookup;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Who gets the mail for postmasters where nothing says so: `root`, who has an alias or is a user
/// of the system. Safe for use by several threads.
///
/// @param users whether there is an account, or a user of the system
/// @param aliases whether there is a local alias
/// @param localDomain one that is ours, where there is any
record Postmaster(
        RouteSettings.Domains domains,
        Function<String, Lookup> users,
        Function<Address, Lookup> aliases,
        Supplier<Optional<String>> localDomain) {
    private static final String NAME = "postmaster";
    private static final String ROOT = "root";

    /// The alias of a local address, or for one that has none, nor a user, this one.
    // RFC 5321 §4.5.1: mail for postmaster is taken, in every domain and without one
    Answer local(Address address, Answer known) {
        return isMissing(address, known) && isNobody(users.apply(NAME)) ? root(known) : known;
    }

    /// Whether a local address is there, or he who gets its mail.
    Lookup known(Address address, Lookup known) {
        return local(address, new Answer(known, "")).lookup();
    }

    /// The same as `local` for a virtual address, and whether it has a mailbox.
    Answer virtual(Address address, Answer known, Function<Address, Lookup> mailboxes) {
        return isMissing(address, known)
                        && isVirtual(address.domain().toLowerCase(Locale.ROOT))
                        && isNobody(mailboxes.apply(address))
                ? root(known)
                : known;
    }

    private static boolean isMissing(Address address, Answer known) {
        return address.localPart().equalsIgnoreCase(NAME) && isNobody(known.lookup());
    }

    private static boolean isNobody(Lookup lookup) {
        return lookup instanceof Lookup.NotFound;
    }

    private boolean isVirtual(String domain) {
        boolean either =
                domains.virtualAlias().apply(domain) instanceof Lookup.Found
                        || domains.virtualMailbox().apply(domain) instanceof Lookup.Found;
        return either && isNobody(domains.local().apply(domain));
    }

    private Answer root(Answer known) {
        return localDomain
                .get()
                .map(domain -> new Address(ROOT, domain))
                .map(root -> new Answer(there(root), ""))
                .orElse(known);
    }

    private Lookup there(Address root) {
        Lookup alias = aliases.apply(root);
        Lookup either = isNobody(alias) ? users.apply(ROOT) : alias;
        return either instanceof Lookup.Found ? new Lookup.Found(root.toString()) : either;
    }
}
