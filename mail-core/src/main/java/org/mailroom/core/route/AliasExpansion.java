// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.AddressText.Separators;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.SenderRewriting;
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
    private static final ExtensionTables INCLUDE = ExtensionTables.INCLUDE;
    private static final int MAX_LISTS = 10;

    private final RouteSettings settings;
    private final Map<String, Recipient> found = new LinkedHashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<String> followed = new HashSet<>();
    // addresses that came of one recipient by virtual aliases
    private int made;

    /// What becomes of `:include:`. A list is read with the rights of the server, so that only the
    /// administrator may name one.
    private enum Lists {
        READ,
        REFUSED
    }

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
        if (settings.srs().isPresent()
                && settings.srs().get().back(address) instanceof SenderRewriting.Back.To(var to)) {
            return List.of(to);
        }
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
        if (!local.isEmpty()) {
            return local;
        }
        List<Address> forward = forward(address);
        return forward.isEmpty() ? luserRelay(address) : forward;
    }

    // local(8): a file without an address is as none
    private List<Address> forward(Address address) throws StoppedException {
        return switch (settings.local().forward().apply(address)) {
            case Lookup.Found(var text) -> {
                List<String> parts = AliasTargets.inFile(text);
                yield parts.isEmpty() ? List.of() : addresses(parts, address.localPart());
            }
            case Lookup.NotFound _ -> List.of();
            case Lookup.Failed(var reason) -> throw new StoppedException(reason);
        };
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
                var targets =
                        new Targets(answer.keptOf(alias), extension(answer, kind), Lists.READ);
                targets.add(parts(text, kind), 0);
                yield targets.found();
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

    private String extension(Answer answer, ExtensionTables kind) {
        return settings.aliases().propagating().contains(kind) ? answer.extension() : "";
    }

    private List<Address> addresses(List<String> parts, String user) throws StoppedException {
        var targets = new Targets(user, "", Lists.REFUSED);
        targets.add(parts, 0);
        return targets.found();
    }

    /// The addresses that one alias stands for, with those of the lists that it names.
    private final class Targets {
        private final String user;
        private final String extension;
        private final Lists lists;
        private final List<Address> found = new ArrayList<>();

        /// @param user stays with a target of the form `@otherdomain`
        /// @param extension goes along
        Targets(String user, String extension, Lists lists) {
            this.user = user;
            this.extension = extension;
            this.lists = lists;
        }

        List<Address> found() throws StoppedException {
            if (found.isEmpty()) {
                throw new StoppedException("alias without a target");
            }
            return found;
        }

        void add(List<String> parts, int depth) throws StoppedException {
            for (String written : parts) {
                Optional<String> list = AliasTargets.list(written);
                if (list.isPresent()) {
                    addList(list.get(), depth);
                } else {
                    add(written, depth);
                }
            }
        }

        private void addList(String file, int depth) throws StoppedException {
            if (lists == Lists.REFUSED) {
                throw new StoppedException("lists are not read for users: " + file);
            }
            if (depth >= MAX_LISTS) {
                throw new StoppedException("unreasonable nesting of lists at " + file);
            }
            switch (AliasFile.list(file)) {
                case Lookup.Found(var text) -> add(AliasTargets.inFile(text), depth + 1);
                case Lookup.NotFound _ -> {}
                case Lookup.Failed(var reason) -> throw new StoppedException(reason);
            }
        }

        private void add(String written, int depth) throws StoppedException {
            if (AliasTargets.isSpecial(written)) {
                throw new StoppedException("mail is not given to commands or files: " + written);
            }
            // virtual(5): the first one may be @otherdomain, which keeps the user
            String target = found.isEmpty() && written.startsWith("@") ? user + written : written;
            Address address =
                    AddressText.parse(target, settings.aliases().origin())
                            .orElseThrow(
                                    () -> new StoppedException("bad address in alias: " + target));
            if (address.toString().length() > settings.aliases().addressLengthLimit()) {
                throw new StoppedException("unreasonably long address in alias of " + user);
            }
            boolean extended = depth == 0 || settings.aliases().propagating().contains(INCLUDE);
            found.add(extended ? address.extended(extension) : address);
        }
    }
}
