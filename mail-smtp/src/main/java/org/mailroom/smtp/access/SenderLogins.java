// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.account.Authenticator;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.ListText;
import org.mailroom.core.route.AddressClass;
import org.mailroom.core.route.Router;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The owners of sender addresses: an account owns the address that is its name, its name in each
/// local domain, both with any extension, and what `smtpd_sender_login_maps` gives it. Safe for use
/// by several threads.
public record SenderLogins(
        Optional<LookupTable> loginMaps,
        Router router,
        Authenticator accounts,
        String recipientDelimiter)
        implements SenderRights {

    @Override
    public Ownership of(Address sender, Optional<String> login) {
        List<String> names = accountNames(sender);
        if (login.map(SenderLogins::folded).filter(names::contains).isPresent()) {
            return Ownership.OWN;
        }
        return switch (listed(sender)) {
            case Lookup.Failed _ -> Ownership.UNSURE;
            case Lookup.Found(var owners) -> listed(owners, login);
            case Lookup.NotFound() ->
                    switch (known(names)) {
                        case Match.Yes() -> Ownership.FOREIGN;
                        case Match.No() -> Ownership.NOBODYS;
                        case Match.Unsure _ -> Ownership.UNSURE;
                    };
        };
    }

    /// Whether one of the names is an account.
    private Match known(List<String> names) {
        Match known = Match.NO;
        for (String name : names) {
            Match answer = accounts.knows(name);
            if (answer instanceof Match.Yes) {
                return answer;
            }
            known = answer instanceof Match.Unsure ? answer : known;
        }
        return known;
    }

    private static Ownership listed(String owners, Optional<String> login) {
        List<String> names = ListText.split(folded(owners));
        return login.map(SenderLogins::folded).filter(names::contains).isPresent()
                ? Ownership.OWN
                : Ownership.FOREIGN;
    }

    /// The accounts that the address is made of.
    private List<String> accountNames(Address sender) {
        Set<String> names = new LinkedHashSet<>();
        for (String local : localParts(sender)) {
            names.add(folded(local + "@" + sender.domain()));
            if (router.classify(sender) == AddressClass.LOCAL) {
                names.add(folded(local));
            }
        }
        return List.copyOf(names);
    }

    private List<String> localParts(Address sender) {
        String local = sender.localPart();
        return List.of(local, new Delimiters(recipientDelimiter).split(local).user());
    }

    private Lookup listed(Address sender) {
        return loginMaps.map(table -> lookup(table).address(sender)).orElse(Lookup.NOT_FOUND);
    }

    private AddressLookup lookup(LookupTable table) {
        return new AddressLookup(
                List.of(table),
                new Delimiters(recipientDelimiter),
                this::isLocal,
                MatchList.Reach.SUBDOMAINS);
    }

    private Match isLocal(String domain) {
        var postmaster = new Address("postmaster", domain);
        return router.classify(postmaster) == AddressClass.LOCAL ? Match.YES : Match.NO;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
