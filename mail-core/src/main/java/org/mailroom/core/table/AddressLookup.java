// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.Network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks tables for addresses, in the order of forms that Postfix has for each kind of table: each
/// form in every table before the next form. Tables of patterns are asked for the first form only.
/// Safe for use by several threads.
public final class AddressLookup {
    private final List<LookupTable> tables;
    private final Delimiters delimiters;
    private final Function<String, Match> local;
    private final MatchList.Reach reach;

    /// Asks these tables, the first one first.
    ///
    /// @param local whether a domain is one of this host, so that a user is found without it
    /// @param reach whether parent domains are looked up with a dot before them
    public AddressLookup(
            List<LookupTable> tables,
            Delimiters delimiters,
            Function<String, Match> local,
            MatchList.Reach reach) {
        this.tables = List.copyOf(tables);
        this.delimiters = delimiters;
        this.local = local;
        this.reach = reach;
    }

    /// An answer, and the extension that was not looked for.
    ///
    /// @param extension with its delimiter; empty where there was none, where it was looked for,
    ///   and where no user was, but a domain
    /// @param table which one has answered; empty where none knew the address
    public record Answer(Lookup lookup, String extension, Optional<LookupTable> table) {

        public Answer(Lookup lookup, String extension) {
            this(lookup, extension, Optional.empty());
        }

        /// The user of the address that was asked for, without what was left out.
        public String keptOf(Address address) {
            String user = address.localPart();
            return user.substring(0, user.length() - extension.length());
        }
    }

    /// For tables that rewrite an address or know that it exists (virtual(5), canonical(5),
    /// `local_recipient_maps`): `user+ext@domain`, `user@domain`, `user+ext` and `user` where the
    /// domain is local, `@domain`.
    public Lookup address(Address address) {
        return addressAnswer(address).lookup;
    }

    /// The same, with the extension that the table did not know.
    public Answer addressAnswer(Address address) {
        var keys = new Keys(address);
        if (address.domain().isEmpty()) {
            return ask(keys.user());
        }
        return switch (local.apply(address.domain())) {
            case Match.Yes() -> ask(keys.full().user().atDomain());
            case Match.No() -> ask(keys.full().atDomain());
            // What is found under the whole address needs no answer to that
            case Match.Unsure(var reason) -> {
                Answer answer = ask(keys.full());
                yield answer.lookup instanceof Lookup.Found
                        ? answer
                        : new Answer(new Lookup.Failed(reason), "");
            }
        };
    }

    /// For `virtual_mailbox_maps`: `user+ext@domain`, `user@domain`, `@domain`.
    public Lookup mailbox(Address address) {
        return ask(new Keys(address).full().atDomain()).lookup;
    }

    /// For aliases(5): `user+ext`, `user`.
    public Answer alias(String localPart) {
        return ask(new Keys(new Address(localPart, "")).user());
    }

    /// For transport(5): `user+ext@domain`, `user@domain`, `domain`, its parents, `*`.
    public Lookup transport(Address address) {
        return ask(new Keys(address).full().domains(address.domain()).partial("*")).lookup;
    }

    /// For access(5) by sender or recipient: `user+ext@domain`, `user@domain`, `domain`, its
    /// parents, `user+ext@`, `user@`.
    public Lookup accessByAddress(Address address) {
        return ask(new Keys(address).full().domains(address.domain()).userAt()).lookup;
    }

    /// For access(5) by host name: `host.domain`, its parents.
    public Lookup accessByHost(String name) {
        return ask(new Keys().whole(name).parents(name)).lookup;
    }

    /// For access(5) by client address: the address, then the networks that its parts make.
    public Lookup accessByClient(InetAddress client) {
        String text = Network.text(client);
        char separator = text.indexOf(':') >= 0 ? ':' : '.';
        var keys = new Keys().whole(text);
        for (int at = text.lastIndexOf(separator);
                at > 0;
                at = text.lastIndexOf(separator, at - 1)) {
            keys.partial(text.substring(0, at));
        }
        return ask(keys).lookup;
    }

    /// For a key that is not an address, such as `<>` for the null sender.
    public Lookup exactly(String key) {
        return ask(new Keys().whole(key)).lookup;
    }

    private Answer ask(Keys keys) {
        for (Key key : keys.list) {
            for (LookupTable table : tables) {
                Lookup answer =
                        key.whole || table.takesPartialKeys()
                                ? table.find(key.text)
                                : Lookup.NOT_FOUND;
                if (!(answer instanceof Lookup.NotFound)) {
                    return new Answer(answer, key.leftOut, Optional.of(table));
                }
            }
        }
        return new Answer(Lookup.NOT_FOUND, "");
    }

    /// A form of an address.
    ///
    /// @param whole whether tables of patterns are asked for it
    private record Key(String text, boolean whole, String leftOut) {}

    /// The forms of an address, gathered in their order.
    private final class Keys {
        private final List<Key> list = new ArrayList<>();
        private final String localPart;
        private final String domain;
        private final Delimiters.Split split;

        Keys(Address address) {
            localPart = address.localPart();
            domain = address.domain();
            split = delimiters.split(localPart);
        }

        Keys() {
            localPart = "";
            domain = "";
            split = new Delimiters.Split("", "");
        }

        Keys full() {
            return withAndWithoutExtension(domain.isEmpty() ? "" : "@" + domain);
        }

        Keys user() {
            return withAndWithoutExtension("");
        }

        Keys userAt() {
            return withAndWithoutExtension("@");
        }

        Keys atDomain() {
            list.add(new Key("@" + domain, false, ""));
            return this;
        }

        Keys domains(String name) {
            return name.isEmpty() ? this : partial(name).parents(name);
        }

        Keys parents(String name) {
            var form =
                    reach == MatchList.Reach.SUBDOMAINS
                            ? ParentDomains.Form.PLAIN
                            : ParentDomains.Form.DOT;
            ParentDomains.of(name, form).stream().skip(1).forEach(this::partial);
            return this;
        }

        Keys whole(String text) {
            list.add(new Key(text, true, ""));
            return this;
        }

        Keys partial(String text) {
            list.add(new Key(text, false, ""));
            return this;
        }

        private Keys withAndWithoutExtension(String suffix) {
            list.add(new Key(localPart + suffix, list.isEmpty(), ""));
            if (!split.extension().isEmpty()) {
                list.add(new Key(split.user() + suffix, false, split.extension()));
            }
            return this;
        }
    }
}
