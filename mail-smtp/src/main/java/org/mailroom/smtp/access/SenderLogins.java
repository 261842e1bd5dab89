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
import org.mailroom.core.table.TableFailedException;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The owners of sender addresses: an account owns the address that is its name, its name in each
/// local domain, both with any extension that nobody else has, and what `smtpd_sender_login_maps`
/// gives it. Safe for use by several threads.
public record SenderLogins(
        Optional<LookupTable> loginMaps,
        Router router,
        Authenticator accounts,
        Delimiters delimiters)
        implements SenderRights {

    @Override
    public Ownership of(Address sender, Optional<String> login) {
        try {
            return ownership(sender, login);
        } catch (TableFailedException _) {
            return Ownership.UNSURE;
        }
    }

    private Ownership ownership(Address sender, Optional<String> login) {
        if (isOneOf(accountNames(sender), login)) {
            return Ownership.OWN;
        }
        AddressLookup.Answer listed = listed(sender);
        return switch (listed.lookup()) {
            case Lookup.Failed _ -> Ownership.UNSURE;
            case Lookup.Found(var owners) when isOneOf(ListText.split(folded(owners)), login) ->
                    Ownership.OWN;
            case Lookup.Found _ when listed.extension().isEmpty() -> Ownership.FOREIGN;
            case Lookup.Found _ -> byAccounts(sender, login, Ownership.FOREIGN);
            case Lookup.NotFound() -> byAccounts(sender, login, Ownership.NOBODYS);
        };
    }

    /// An address with an extension is that of the account without it, unless the whole is an
    /// account of its own. What no account has is as `otherwise`.
    private Ownership byAccounts(Address sender, Optional<String> login, Ownership otherwise) {
        List<String> names = accountNames(sender);
        if (isOneOf(names, login)) {
            return Ownership.OWN;
        }
        return switch (known(names)) {
            case Match.Yes() -> Ownership.FOREIGN;
            case Match.Unsure _ -> Ownership.UNSURE;
            case Match.No() -> {
                Address plain = withoutExtension(sender);
                yield plain.equals(sender) ? otherwise : byAccounts(plain, login, otherwise);
            }
        };
    }

    private Address withoutExtension(Address address) {
        String user = delimiters.split(address.localPart()).user();
        return new Address(user, address.domain());
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

    private static boolean isOneOf(List<String> foldedNames, Optional<String> login) {
        return login.map(SenderLogins::folded).filter(foldedNames::contains).isPresent();
    }

    /// The accounts that the address may be named for.
    private List<String> accountNames(Address sender) {
        String full = folded(sender.localPart() + "@" + sender.domain());
        return router.classify(sender) == AddressClass.LOCAL
                ? List.of(full, folded(sender.localPart()))
                : List.of(full);
    }

    private AddressLookup.Answer listed(Address sender) {
        return loginMaps
                .map(table -> lookup(table).addressAnswer(sender))
                .orElse(new AddressLookup.Answer(Lookup.NOT_FOUND, ""));
    }

    private AddressLookup lookup(LookupTable table) {
        return new AddressLookup(
                List.of(table), delimiters, this::isLocal, MatchList.Reach.SUBDOMAINS);
    }

    private Match isLocal(String domain) {
        var postmaster = new Address("postmaster", domain);
        return router.classify(postmaster) == AddressClass.LOCAL ? Match.YES : Match.NO;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
