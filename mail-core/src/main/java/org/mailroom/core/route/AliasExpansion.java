// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Lookup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One walk from the recipients of an envelope along their aliases, virtual ones first (virtual(5),
/// aliases(5)). An alias that names itself ends there, as in Postfix; a longer circle is an error
/// of the administrator and stops the message. Used once, by one thread.
final class AliasExpansion {
    private final RouteSettings settings;
    private final Map<String, Recipient> found = new LinkedHashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<String> followed = new HashSet<>();
    // addresses that came of one recipient by virtual aliases
    private int made;

    /// Why the walk cannot go on.
    private static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;

        StoppedException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    AliasExpansion(RouteSettings settings) {
        this.settings = settings;
    }

    Expansion of(List<Recipient> recipients) {
        try {
            for (Recipient recipient : recipients) {
                made = 1;
                follow(recipient);
            }
            return new Expansion.Final(List.copyOf(found.values()));
        } catch (StoppedException e) {
            return new Expansion.NotNow(e.reason());
        }
    }

    private void follow(Recipient recipient) throws StoppedException {
        String key = recipient.address().key();
        if (key.equals(path.peek())) {
            keep(key, recipient);
            return;
        }
        if (path.contains(key)) {
            throw new StoppedException("alias loop at " + key);
        }
        if (path.size() >= settings.aliases().recursionLimit()) {
            throw new StoppedException("unreasonable alias nesting at " + key);
        }
        // Its targets are there already
        if (!followed.add(key)) {
            return;
        }
        List<Address> targets = targets(recipient.address());
        if (targets.isEmpty()) {
            keep(key, recipient);
            return;
        }
        path.push(key);
        for (Address target : targets) {
            follow(recipient.at(target));
        }
        path.pop();
    }

    private void keep(String key, Recipient recipient) {
        found.putIfAbsent(key, recipient);
    }

    // Postfix has no such limit for aliases(5)
    private void count(List<Address> virtual, Address alias) throws StoppedException {
        made += virtual.size() - 1;
        if (made > settings.aliases().expansionLimit()) {
            throw new StoppedException(
                    "unreasonable alias expansion of "
                            + Optional.ofNullable(path.peekLast()).orElse(alias.key()));
        }
    }

    private List<Address> targets(Address address) throws StoppedException {
        RouteSettings.Aliases aliases = settings.aliases();
        List<Address> virtual =
                targets(aliases.virtual().apply(address), address, ExtensionTables.VIRTUAL);
        if (!virtual.isEmpty()) {
            count(virtual, address);
            return virtual;
        }
        if (!isLocal(address)) {
            return List.of();
        }
        List<Address> local =
                targets(aliases.local().apply(address), address, ExtensionTables.ALIAS);
        return local.isEmpty() ? luserRelay(address) : local;
    }

    // local(8): asked last, for users who are unknown
    private List<Address> luserRelay(Address address) throws StoppedException {
        Optional<Address> relay = settings.local().luserRelay().apply(address);
        if (relay.isEmpty()) {
            return List.of();
        }
        String name = address.localPart().toLowerCase(Locale.ROOT);
        String bare = settings.recipients().delimiters().split(name).user();
        try {
            boolean taken =
                    TableFailedException.found(settings.recipients().localUser(), name)
                            || TableFailedException.found(settings.recipients().localUser(), bare)
                            || TableFailedException.found(
                                    settings.local().fallbackTransport(), bare);
            return taken ? List.of() : List.of(relay.get());
        } catch (TableFailedException e) {
            throw new StoppedException(e.reason());
        }
    }

    private boolean isLocal(Address address) throws StoppedException {
        if (address.domain().isEmpty()) {
            return true;
        }
        return switch (settings.domains().local().apply(address.domain())) {
            case Lookup.Found _ -> true;
            case Lookup.NotFound _ -> false;
            case Lookup.Failed(var reason) -> throw new StoppedException(reason);
        };
    }

    private List<Address> targets(Answer answer, Address alias, ExtensionTables kind)
            throws StoppedException {
        return switch (answer.lookup()) {
            case Lookup.Found(var text) -> {
                List<Address> targets = addresses(parts(text, kind), answer.keptOf(alias));
                yield settings.aliases().propagating().contains(kind)
                        ? targets.stream().map(to -> to.extended(answer.extension())).toList()
                        : targets;
            }
            case Lookup.NotFound _ -> List.of();
            case Lookup.Failed(var reason) -> throw new StoppedException(reason);
        };
    }

    // A command in aliases(5) has blanks
    private static List<String> parts(String text, ExtensionTables kind) {
        return AddressText.split(
                text,
                kind == ExtensionTables.VIRTUAL ? Separators.COMMAS_AND_BLANKS : Separators.COMMAS);
    }

    private List<Address> addresses(List<String> parts, String user) throws StoppedException {
        var targets = new ArrayList<Address>();
        for (String written : parts) {
            if (AliasTargets.isSpecial(written)) {
                throw new StoppedException(
                        "alias target is not an address, which is all that is supported: "
                                + written);
            }
            // virtual(5): the first one may be @otherdomain, which keeps the user
            String target = targets.isEmpty() && written.startsWith("@") ? user + written : written;
            targets.add(
                    AddressText.parse(target, settings.aliases().origin())
                            .orElseThrow(
                                    () -> new StoppedException("bad address in alias: " + target)));
        }
        if (targets.isEmpty()) {
            throw new StoppedException("alias without a target");
        }
        return targets;
    }
}
