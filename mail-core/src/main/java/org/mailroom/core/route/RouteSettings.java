// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.ExtensionTables;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What routing takes from the configuration. A question to a list or a table answers with a
/// `Lookup`, so that one that cannot be asked is never taken for a no.
///
/// @param srs how mail for senders that were rewritten comes back
/// @param rewriting what intake makes of an address before aliases are followed
public record RouteSettings(
        Domains domains,
        Aliases aliases,
        Recipients recipients,
        Transports transports,
        AddressRewriting rewriting,
        Local local,
        Optional<SenderRewriting> srs) {

    /// The same with other aliases and files of users.
    public RouteSettings with(Aliases otherAliases, Forwards forwards) {
        return new RouteSettings(
                domains,
                otherAliases,
                recipients,
                transports,
                rewriting,
                local.with(forwards),
                srs);
    }

    /// The same with other ways.
    public RouteSettings with(Transports others) {
        return new RouteSettings(domains, aliases, recipients, others, rewriting, local, srs);
    }

    /// The domains of each address class: `mydestination`, `virtual_alias_domains`,
    /// `virtual_mailbox_domains`, `relay_domains`.
    public record Domains(
            Function<String, Lookup> local,
            Function<String, Lookup> virtualAlias,
            Function<String, Lookup> virtualMailbox,
            Function<String, Lookup> relay) {}

    /// `virtual_alias_maps`, `alias_maps` (asked with a local address), and how far they are
    /// followed.
    ///
    /// @param propagating `propagate_unmatched_extensions`
    /// @param origin `myorigin`: the domain of a target that has none
    /// @param recursionLimit `virtual_alias_recursion_limit`: aliases behind aliases
    /// @param expansionLimit `virtual_alias_expansion_limit`: recipients that come of one
    /// @param addressLengthLimit `virtual_alias_address_length_limit`
    /// @param owners `owner_request_special`, `expand_owner_alias`
    public record Aliases(
            Function<Address, Answer> virtual,
            Function<Address, Answer> local,
            Set<ExtensionTables> propagating,
            String origin,
            int recursionLimit,
            int expansionLimit,
            int addressLengthLimit,
            Owners owners) {

        /// The same with other tables.
        public Aliases with(
                Function<Address, Answer> otherVirtual, Function<Address, Answer> otherLocal) {
            return new Aliases(
                    otherVirtual,
                    otherLocal,
                    propagating,
                    origin,
                    recursionLimit,
                    expansionLimit,
                    addressLengthLimit,
                    owners);
        }
    }

    /// Who hears of failures behind the alias `list` where there is an alias `owner-list`.
    public enum Owners {
        /// The sender: `owner_request_special = no`.
        NONE,
        /// `owner-list`.
        BY_NAME,
        /// What `owner-list` stands for: `expand_owner_alias = yes`.
        EXPANDED
    }

    /// Who exists.
    ///
    /// @param local `local_recipient_maps`; empty when every local address is to be taken
    /// @param virtualMailbox `virtual_mailbox_maps`
    /// @param relay `relay_recipient_maps`; empty when not known
    /// @param localUser whether a name is an account or a user of the system
    /// @param delimiters `recipient_delimiter`
    /// @param nobodys the senders of our own notices and probes: what is sent to them is thrown
    ///   away
    public record Recipients(
            Optional<Function<Address, Lookup>> local,
            Function<Address, Lookup> virtualMailbox,
            Optional<Function<Address, Lookup>> relay,
            Function<String, Lookup> localUser,
            Delimiters delimiters,
            Predicate<Address> nobodys) {}

    /// What local(8) hands over to others; each table answers with `transport:nexthop`.
    ///
    /// @param mailboxTransport `mailbox_transport_maps`, `mailbox_transport`, by user
    /// @param fallbackTransport `fallback_transport_maps`, `fallback_transport`, by unknown user
    /// @param luserRelay `luser_relay`: who gets the mail of an unknown user
    /// @param forwards `forward_path`
    /// @param handovers to commands and files
    public record Local(
            Function<String, Lookup> mailboxTransport,
            Function<String, Lookup> fallbackTransport,
            Function<Address, Optional<Address>> luserRelay,
            Forwards forwards,
            Handovers handovers) {

        /// Users get their mail into their mailboxes, others get none.
        public static final Local NONE =
                new Local(
                        _ -> Lookup.NOT_FOUND,
                        _ -> Lookup.NOT_FOUND,
                        _ -> Optional.empty(),
                        Forwards.NONE,
                        Handovers.NONE);

        Local with(Forwards other) {
            return new Local(mailboxTransport, fallbackTransport, luserRelay, other, handovers);
        }
    }

    /// What depends on the sender: `sender_dependent_default_transport_maps`,
    /// `sender_dependent_relayhost_maps`.
    public record BySender(
            Function<ReversePath, Lookup> transport, Function<ReversePath, Lookup> relayhost) {

        /// Nothing does.
        public static final BySender NONE =
                new BySender(_ -> Lookup.NOT_FOUND, _ -> Lookup.NOT_FOUND);
    }

    /// `transport_maps`, the transport of each class (`local_transport` and so on), `relayhost`.
    ///
    /// @param relocated `relocated_maps`: the text with which mail for who has moved is refused
    /// @param onward the transports that lead to a next hop, by name
    public record Transports(
            Function<Address, Lookup> map,
            TransportSpec local,
            TransportSpec virtual,
            TransportSpec relay,
            TransportSpec otherwise,
            String relayhost,
            BySender bySender,
            Function<Address, Lookup> relocated,
            Map<String, Daemon> onward) {
        public Transports {
            onward = Map.copyOf(onward);
        }

        /// What serves a transport that leads to a next hop.
        public Optional<Daemon> daemon(String name) {
            return Optional.ofNullable(onward.get(name));
        }
    }
}
