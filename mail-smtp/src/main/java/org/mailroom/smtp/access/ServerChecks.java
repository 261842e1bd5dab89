// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Lookup;
import org.mailroom.smtp.access.Restriction.CheckServers;
import org.mailroom.smtp.identity.Hostname;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// `check_…_a_access`, `check_…_mx_access`, `check_…_ns_access`: asks a table about the servers of
/// a domain, by their names and addresses.
record ServerChecks(AccessContext context, AccessNotes notes) {
    private static final int MAX_SERVERS = 50;

    Ruling check(CheckServers check, Request request) {
        Optional<String> domain = check.subject().domainIn(request);
        if (domain.isEmpty()) {
            return Ruling.DUNNO;
        }
        AddressLookup table = context.accessLookup(check.table());
        for (String server : servers(check.kind(), domain.get())) {
            Lookup found = find(table, server);
            if (!(found instanceof Lookup.NotFound)) {
                return act(found, check, request);
            }
        }
        return Ruling.DUNNO;
    }

    private Ruling act(Lookup found, CheckServers check, Request request) {
        var checks = new TableChecks(context, notes);
        Ruling ruling = checks.act(found, check.table(), check.subject(), request);
        if (!(ruling instanceof Ruling.Permit)) {
            return ruling;
        }
        // Who writes the zone would permit himself
        notes.warning(
                "access table %s: OK is not allowed for the servers of a domain: use DUNNO"
                        .formatted(check.table().spec()));
        return Ruling.MISCONFIGURED;
    }

    private List<String> servers(CheckServers.Kind kind, String domain) {
        if (domain.startsWith("[") || !Hostname.isValid(domain)) {
            return Hostname.literal(domain).map(List::of).orElse(List.of());
        }
        return switch (kind) {
            case A -> List.of(domain);
            case MX -> exchangers(domain);
            case NS -> nameServers(domain);
        };
    }

    private List<String> exchangers(String domain) {
        return switch (context.resolver().mx(domain)) {
            case DnsAnswer.Records<MailExchanger>(var found, _) ->
                    found.stream().map(MailExchanger::host).limit(MAX_SERVERS).toList();
            case DnsAnswer.NoData<MailExchanger> _, DnsAnswer.NoSuchName<MailExchanger> _ ->
                    List.of(domain);
            case DnsAnswer.TryAgain<MailExchanger>(var reason) -> unknown("MX", domain, reason);
        };
    }

    // A name below the top of its zone has none of its own
    private List<String> nameServers(String domain) {
        String name = domain;
        while (name.indexOf('.') > 0) {
            switch (context.resolver().nameServers(name)) {
                case DnsAnswer.Records<String>(var found, _) -> {
                    return found.stream().limit(MAX_SERVERS).toList();
                }
                case DnsAnswer.TryAgain<String>(var reason) -> {
                    return unknown("NS", name, reason);
                }
                case DnsAnswer.NoData<String> _, DnsAnswer.NoSuchName<String> _ ->
                        name = name.substring(name.indexOf('.') + 1);
            }
        }
        return List.of();
    }

    private List<String> unknown(String type, String name, String reason) {
        notes.warning("Unable to look up " + type + " host for " + name + ": " + reason);
        return List.of();
    }

    private Lookup find(AddressLookup table, String server) {
        Lookup byName = table.accessByHost(server);
        if (!(byName instanceof Lookup.NotFound)) {
            return byName;
        }
        for (InetAddress address : addresses(server)) {
            Lookup byAddress = table.accessByClient(address);
            if (!(byAddress instanceof Lookup.NotFound)) {
                return byAddress;
            }
        }
        return Lookup.NOT_FOUND;
    }

    private List<InetAddress> addresses(String server) {
        Optional<InetAddress> literal = Hostname.address(server);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        return switch (context.resolver().addresses(server)) {
            case DnsAnswer.Records<InetAddress>(var found, _) ->
                    found.stream().limit(MAX_SERVERS).toList();
            case DnsAnswer.TryAgain<InetAddress>(var reason) -> {
                notes.warning("Unable to look up address for " + server + ": " + reason);
                yield List.of();
            }
            case DnsAnswer.NoData<InetAddress> _, DnsAnswer.NoSuchName<InetAddress> _ -> List.of();
        };
    }
}
