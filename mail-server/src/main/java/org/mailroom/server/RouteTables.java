// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Account;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.BounceParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.delivery.OutgoingSettings;
import org.mailroom.core.pipe.LocalSettings;
import org.mailroom.core.rewrite.SenderRewriting;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.route.TransportSpec;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.MatchList.Reach;
import org.mailroom.core.table.Tables;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// From `main.cf` to what routing asks.
final class RouteTables {
    private final MainCf main;
    private final Tables tables;
    private final MatchList destinations;

    RouteTables(MainCf main, Tables tables) {
        this.main = main;
        this.tables = tables;
        this.destinations = domains(NameParameters.MYDESTINATION, Reach.NAME);
    }

    /// @param programs whose rights commands get
    RouteSettings settings(LocalSettings programs) {
        return new RouteSettings(
                classes(),
                aliases(),
                recipients(),
                transports(Ways.OF_MAIL),
                rewrites().rewriting(),
                local().local(programs),
                new OutgoingAddresses(main).srs(this::isLocal));
    }

    /// What local(8) asks, in the same tables.
    LocalTables local() {
        return new LocalTables(main, tables, delimiters());
    }

    /// What addresses become, in the same tables.
    RewriteTables rewrites() {
        return new RewriteTables(main, tables, this::addresses);
    }

    /// What addresses become in mail that leaves.
    OutgoingSettings outgoing(Optional<SenderRewriting> srs, OutgoingSettings.Checks checks) {
        return new OutgoingAddresses(main).settings(this::addresses, srs, checks);
    }

    /// The domains whose mail a client may ask for.
    MatchList flushed() {
        return domains(AddressParameters.FAST_FLUSH_DOMAINS, reach("fast_flush_domains"));
    }

    /// Whether a domain is one of `mydestination`, or an address literal of this host.
    Match isLocal(String domain) {
        return isOwnLiteral(domain) ? Match.YES : destinations.contains(domain);
    }

    private RouteSettings.Domains classes() {
        MatchList alias = domains(AddressParameters.VIRTUAL_ALIAS_DOMAINS, Reach.NAME);
        MatchList mailbox = domains(AddressParameters.VIRTUAL_MAILBOX_DOMAINS, Reach.NAME);
        MatchList relay = domains(AddressParameters.RELAY_DOMAINS, reach("relay_domains"));
        return new RouteSettings.Domains(
                domain -> lookup(isLocal(domain)),
                domain -> lookup(alias.contains(domain)),
                domain -> lookup(mailbox.contains(domain)),
                domain -> lookup(relay.contains(domain)));
    }

    private RouteSettings.Aliases aliases() {
        AddressLookup virtual = addresses(AddressParameters.VIRTUAL_ALIAS_MAPS);
        AddressLookup local = addresses(AddressParameters.ALIAS_MAPS);
        AddressLookup mailboxes = addresses(mailboxTables());
        Postmaster postmaster = postmaster();
        return new RouteSettings.Aliases(
                address ->
                        postmaster.virtual(
                                address, virtual.addressAnswer(address), mailboxes::mailbox),
                address -> postmaster.local(address, local.alias(address.localPart())),
                Set.copyOf(main.get(AddressParameters.PROPAGATE_UNMATCHED_EXTENSIONS)),
                main.get(NameParameters.MYORIGIN),
                main.get(AddressParameters.VIRTUAL_ALIAS_RECURSION_LIMIT),
                main.get(AddressParameters.VIRTUAL_ALIAS_EXPANSION_LIMIT),
                main.get(AddressParameters.VIRTUAL_ALIAS_ADDRESS_LENGTH_LIMIT),
                owners());
    }

    private Postmaster postmaster() {
        AddressLookup aliases = addresses(AddressParameters.ALIAS_MAPS);
        return new Postmaster(
                classes(),
                localUser(),
                address -> aliases.alias(address.localPart()).lookup(),
                this::localDomain);
    }

    // Where unknown users have somebody else, he gets that mail as well
    private Optional<String> localDomain() {
        boolean others =
                !main.get(RouteParameters.LUSER_RELAY).isEmpty()
                        || !main.get(RouteParameters.FALLBACK_TRANSPORT).isEmpty()
                        || !main.get(RouteParameters.FALLBACK_TRANSPORT_MAPS).isEmpty();
        return others
                ? Optional.empty()
                : main.get(NameParameters.MYDESTINATION).stream()
                        .filter(domain -> isLocal(domain) instanceof Match.Yes)
                        .findFirst();
    }

    private RouteSettings.Owners owners() {
        if (!main.get(AddressParameters.OWNER_REQUEST_SPECIAL)) {
            return RouteSettings.Owners.NONE;
        }
        return main.get(AddressParameters.EXPAND_OWNER_ALIAS)
                ? RouteSettings.Owners.EXPANDED
                : RouteSettings.Owners.BY_NAME;
    }

    private RouteSettings.Recipients recipients() {
        AddressLookup mailbox = addresses(mailboxTables());
        Postmaster postmaster = postmaster();
        return new RouteSettings.Recipients(
                ifNotEmpty(AddressParameters.LOCAL_RECIPIENT_MAPS)
                        .map(maps -> address -> postmaster.known(address, maps.apply(address))),
                mailbox::mailbox,
                ifNotEmpty(AddressParameters.RELAY_RECIPIENT_MAPS),
                localUser(),
                delimiters(),
                this::isNobodys);
    }

    // As qmgr(8), and whatever a probe names as its sender
    private boolean isNobodys(Address recipient) {
        boolean ofNotices =
                recipient
                        .localPart()
                        .equalsIgnoreCase(main.get(BounceParameters.DOUBLE_BOUNCE_SENDER));
        return (ofNotices && isLocal(recipient.domain()) instanceof Match.Yes)
                || AddressProbes.isSender(recipient, main);
    }

    private Delimiters delimiters() {
        return CoreSettings.delimiters(main);
    }

    /// Without `virtual_mailbox_maps` the accounts with a domain are the virtual mailboxes.
    private List<LookupTable> mailboxTables() {
        boolean maps = !main.get(AddressParameters.VIRTUAL_MAILBOX_MAPS).isEmpty();
        return main.use(
                maps ? AddressParameters.VIRTUAL_MAILBOX_MAPS : AccountParameters.PASSDB,
                tables::openAll);
    }

    private Optional<Function<Address, Lookup>> ifNotEmpty(Parameter<List<String>> maps) {
        if (main.get(maps).isEmpty()) {
            return Optional.empty();
        }
        AddressLookup lookup = addresses(maps);
        return Optional.of(lookup::address);
    }

    private Function<String, Lookup> localUser() {
        var users = new ArrayList<LookupTable>(main.use(AccountParameters.PASSDB, tables::openAll));
        users.add(tables.open("unix:passwd.byname"));
        return name -> {
            for (LookupTable table : users) {
                Lookup found = table.find(name);
                if (!(found instanceof Lookup.NotFound)) {
                    return Account.isName(name) ? found : Lookup.NOT_FOUND;
                }
            }
            return Lookup.NOT_FOUND;
        };
    }

    /// Which way mail goes, or probes of addresses do.
    RouteSettings.Transports transports(Ways ways) {
        AddressLookup map = addresses(ways.maps());
        return new RouteSettings.Transports(
                map::transport,
                main.use(ways.local(), TransportSpec::parse),
                main.use(ways.virtual(), TransportSpec::parse),
                main.use(ways.relay(), TransportSpec::parse),
                main.use(ways.otherwise(), TransportSpec::parse),
                main.get(ways.relayhost()),
                new RouteSettings.BySender(
                        bySender(ways.transportsBySender()), bySender(ways.relayhostsBySender())),
                relocated(),
                new OnwardTransports(main).daemons());
    }

    private Function<ReversePath, Lookup> bySender(Parameter<List<String>> maps) {
        AddressLookup lookup = addresses(maps);
        return sender ->
                switch (sender) {
                    case ReversePath.Null() -> lookup.exactly("<>");
                    case ReversePath.Sender(var address) -> lookup.mailbox(address);
                };
    }

    private Function<Address, Lookup> relocated() {
        AddressLookup lookup = addresses(RouteParameters.RELOCATED_MAPS);
        String prefix =
                main.get(RouteParameters.RELOCATED_PREFIX_ENABLE) ? "5.1.6 User has moved to " : "";
        return address ->
                switch (lookup.address(address)) {
                    case Lookup.Found(var text) -> new Lookup.Found(prefix + text);
                    case Lookup.NotFound missing -> missing;
                    case Lookup.Failed failed -> failed;
                };
    }

    private AddressLookup addresses(Parameter<List<String>> maps) {
        return addresses(main.use(maps, tables::openAll));
    }

    /// Asks these tables for whole addresses, and for users where a domain is ours.
    AddressLookup addresses(List<LookupTable> maps) {
        return new AddressLookup(
                maps, delimiters(), this::isLocalOrOrigin, reach("transport_maps"));
    }

    private Match isLocalOrOrigin(String domain) {
        boolean origin = domain.equalsIgnoreCase(main.get(NameParameters.MYORIGIN));
        return origin ? Match.YES : isLocal(domain);
    }

    private MatchList domains(Parameter<List<String>> parameter, Reach reach) {
        return main.use(parameter, list -> MatchList.open(list, reach, tables));
    }

    private Reach reach(String parameter) {
        return CoreSettings.reach(main, parameter);
    }

    private static Lookup lookup(Match match) {
        return switch (match) {
            case Match.Yes() -> new Lookup.Found("");
            case Match.No() -> Lookup.NOT_FOUND;
            case Match.Unsure(var reason) -> new Lookup.Failed(reason);
        };
    }

    // RFC 5321 §4.1.3: mail to an address of this host is for its users
    private boolean isOwnLiteral(String domain) {
        if (!domain.startsWith("[") || !domain.endsWith("]")) {
            return false;
        }
        String literal = domain.substring(1, domain.length() - 1).toLowerCase(Locale.ROOT);
        String address = literal.startsWith("ipv6:") ? literal.substring(5) : literal;
        try {
            return OwnAddresses.of(main).contains(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
