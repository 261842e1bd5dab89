// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.config.AddressPreference;
import org.mailroom.core.config.DnsSupport;
import org.mailroom.core.config.HostLookup;
import org.mailroom.core.config.Network;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.dns.DnsAnswer;
import org.mailroom.core.dns.MailExchanger;
import org.mailroom.core.dns.Provenance;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.dns.ServiceHost;
import org.mailroom.core.dns.SystemNames;
import org.mailroom.smtp.client.ClientSettings.Exchangers;
import org.mailroom.smtp.client.ClientSettings.Families;
import org.mailroom.smtp.tlspolicy.Road;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the servers for a next hop, in the order in which they are to be tried (RFC 5321 §5.1).
/// For one delivery.
final class TargetFinder {
    /// More exchangers than this are not looked up: nobody means well with so many.
    private static final int MAX_EXCHANGERS = 30;

    private static final Duration SYSTEM_PATIENCE = Duration.ofSeconds(60);

    private static final String IPV6_TAG = "IPv6:";
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");

    private final Resolver resolver;
    private final RandomGenerator random;
    private final Predicate<InetSocketAddress> isOurs;
    private final ClientSettings settings;
    private final Unreachable unreachable;
    private final List<Outcome> troubles = new ArrayList<>();

    TargetFinder(Means means, ClientSettings settings, Unreachable unreachable) {
        this.resolver = means.resolver().without(settings.filters().passedOver());
        this.random = means.random();
        this.isOurs = means.isOurs();
        this.settings = settings;
        this.unreachable = unreachable;
    }

    /// What was found.
    sealed interface Found {}

    /// At least one.
    ///
    /// @param mostPreferred those that one of is tried first, all of them: `inOrder` may have fewer
    record Targets(List<? extends Target> inOrder, List<? extends Target> mostPreferred)
            implements Found {}

    record Nowhere(Outcome outcome) implements Found {}

    /// Servers that are mixed with each other, and the preference that they share with others.
    private record Equals(int preference, List<Target.Inet> targets) {}

    Found find(NextHop hop) {
        return switch (hop.kind()) {
            case HOST -> host(hop);
            case DOMAIN ->
                    settings.finding().dnsSupport() == DnsSupport.DISABLED
                            ? host(hop)
                            : byRecords(hop);
        };
    }

    private Found byRecords(NextHop hop) {
        return settings.finding().services().names().contains(hop.service())
                ? service(hop, "_" + hop.service() + "._tcp." + hop.name())
                : domain(hop);
    }

    private Found service(NextHop hop, String name) {
        return switch (resolver.srv(name)) {
            case DnsAnswer.Records<ServiceHost>(var hosts, var provenance) ->
                    servers(hop, name, hosts, road(hop, provenance));
            case DnsAnswer.NoData<ServiceHost> _, DnsAnswer.NoSuchName<ServiceHost> _ ->
                    standIn(Exchangers.WHERE_THERE_ARE_NONE)
                            ? domain(hop)
                            : new Nowhere(Diagnosis.noSuchName(name, "SRV"));
            case DnsAnswer.TryAgain<ServiceHost> _ ->
                    standIn(Exchangers.WHERE_NOBODY_CAN_TELL)
                            ? domain(hop)
                            : new Nowhere(Diagnosis.lookupFailed(name, "SRV"));
        };
    }

    private boolean standIn(Exchangers when) {
        return settings.finding().services().exchangers().contains(when);
    }

    private Found servers(NextHop hop, String name, List<ServiceHost> hosts, Road road) {
        // RFC 2782: a single record with an empty name says that there is no such service
        List<ServiceHost> named = hosts.stream().filter(srv -> !srv.host().isEmpty()).toList();
        if (named.isEmpty()) {
            return new Nowhere(Diagnosis.noSuchName(name, "SRV"));
        }
        List<ServiceHost> byWeight =
                ServiceOrder.of(named.stream().limit(MAX_EXCHANGERS).toList(), random);
        return inOrder(
                hop,
                () ->
                        byWeight.stream()
                                .map(
                                        srv ->
                                                new Equals(
                                                        srv.priority(),
                                                        targets(srv.host(), srv.port(), road)))
                                .iterator());
    }

    private Found host(NextHop hop) {
        Optional<InetAddress> literal = literal(hop.name());
        return literal.isEmpty()
                ? hosts(hop, List.of(new MailExchanger(0, hop.name())), Road.PLAIN)
                : inOrder(hop, List.of(new Equals(0, List.of(target(literal.get(), hop)))));
    }

    private static Target.Inet target(InetAddress literal, NextHop hop) {
        return new Target.Inet(Network.text(literal), literal, hop.port(), Road.PLAIN);
    }

    // RFC 5321 §4.1.3; the tag may be missing in transport(5)
    private static Optional<InetAddress> literal(String host) {
        boolean tagged = host.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length());
        String address = tagged ? host.substring(IPV6_TAG.length()) : host;
        if (address.indexOf(':') < 0 && !IPV4.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private Found domain(NextHop hop) {
        return switch (resolver.mx(hop.name())) {
            case DnsAnswer.Records<MailExchanger>(var exchangers, var provenance) ->
                    exchangers(hop, exchangers, road(hop, provenance));
            // RFC 5321 §5.1: no MX record, but perhaps a host of that name
            case DnsAnswer.NoData<MailExchanger> _ ->
                    hosts(hop, List.of(new MailExchanger(0, hop.name())), Road.PLAIN);
            case DnsAnswer.NoSuchName<MailExchanger> _ ->
                    new Nowhere(Diagnosis.noSuchName(hop.name(), "MX"));
            case DnsAnswer.TryAgain<MailExchanger> _ ->
                    new Nowhere(Diagnosis.lookupFailed(hop.name(), "MX"));
        };
    }

    // RFC 7672 §3.2.2: a certificate may be for the domain, as the sender or as the DNS names it
    private static Road road(NextHop hop, Provenance exchanger) {
        List<String> domains =
                Stream.concat(exchanger.aliasOf().stream(), Stream.of(hop.name())).toList();
        return new Road(exchanger.dnssec(), Provenance.PLAIN, domains);
    }

    private Found exchangers(NextHop hop, List<MailExchanger> exchangers, Road road) {
        List<MailExchanger> named = exchangers.stream().filter(mx -> !mx.host().isEmpty()).toList();
        // RFC 7505 §3: a single record with an empty name
        return named.isEmpty()
                ? new Nowhere(Diagnosis.nullExchanger(hop.name()))
                : hosts(hop, named, road);
    }

    private Found hosts(NextHop hop, List<MailExchanger> exchangers, Road road) {
        var byPreference =
                exchangers.stream()
                        .limit(MAX_EXCHANGERS)
                        .collect(
                                Collectors.groupingBy(
                                        MailExchanger::preference,
                                        TreeMap::new,
                                        Collectors.toList()));
        // As an iterator, so that nothing is looked up once there are servers enough
        return inOrder(
                hop,
                () ->
                        byPreference.entrySet().stream()
                                .map(
                                        mx ->
                                                new Equals(
                                                        mx.getKey(),
                                                        targets(mx.getValue(), hop.port(), road)))
                                .iterator());
    }

    private Found inOrder(NextHop hop, Iterable<Equals> byPreference) {
        var all = new ArrayList<Target.Inet>();
        var best = new ArrayList<Target.Inet>();
        int preference = 0;
        for (Equals equals : byPreference) {
            // RFC 5321 §5.1: what is no better than ourselves would bring the mail back
            if (equals.targets().stream().anyMatch(t -> isOurs.test(t.socketAddress()))) {
                return all.isEmpty() ? noneBeforeUs(hop) : new Targets(first(all), best);
            }
            preference = all.isEmpty() ? equals.preference() : preference;
            if (equals.preference() == preference) {
                best.addAll(equals.targets());
            }
            all.addAll(reachableFirst(mixed(equals.targets())));
            if (isEnough(all)) {
                break;
            }
        }
        return all.isEmpty() ? new Nowhere(trouble(hop)) : new Targets(first(all), best);
    }

    private Found noneBeforeUs(NextHop hop) {
        return new Nowhere(
                troubles.isEmpty()
                        ? Diagnosis.loops(hop.name())
                        : Diagnosis.noPrimaryRelay(hop.name()));
    }

    private boolean isEnough(List<Target.Inet> targets) {
        int limit = settings.tries().addresses();
        return limit > 0 && targets.size() >= limit;
    }

    private List<Target.Inet> first(List<Target.Inet> targets) {
        return isEnough(targets) ? targets.subList(0, settings.tries().addresses()) : targets;
    }

    private List<Target.Inet> targets(List<MailExchanger> exchangers, int port, Road road) {
        return exchangers.stream().flatMap(mx -> targets(mx.host(), port, road).stream()).toList();
    }

    private List<Target.Inet> targets(String host, int port, Road road) {
        String type = settings.finding().families() == Families.IPV4 ? "A" : "AAAA";
        return switch (inTurn(host)) {
            case DnsAnswer.Records<InetAddress>(var all, var provenance) -> {
                List<Target.Inet> usable =
                        all.stream()
                                .filter(TargetFinder::isUsable)
                                .map(a -> new Target.Inet(host, a, port, road.to(provenance)))
                                .toList();
                if (usable.isEmpty()) {
                    troubles.add(Diagnosis.noAddress(host, type));
                }
                yield usable;
            }
            case DnsAnswer.NoData<InetAddress> _ -> troubled(Diagnosis.noAddress(host, type));
            case DnsAnswer.NoSuchName<InetAddress> _ -> troubled(Diagnosis.noSuchName(host, type));
            case DnsAnswer.TryAgain<InetAddress> _ -> troubled(Diagnosis.lookupFailed(host, type));
        };
    }

    private DnsAnswer<InetAddress> inTurn(String host) {
        DnsAnswer<InetAddress> answer = new DnsAnswer.NoSuchName<>();
        for (HostLookup how : howToLookUp()) {
            answer =
                    switch (how) {
                        case DNS -> ofUsableFamilies(host);
                        case NATIVE -> ofSystem(host);
                    };
            if (answer instanceof DnsAnswer.Records || isKeptBack(answer)) {
                return answer;
            }
        }
        return answer;
    }

    private List<HostLookup> howToLookUp() {
        return settings.finding().dnsSupport() == DnsSupport.DISABLED
                ? List.of(HostLookup.NATIVE)
                : settings.finding().hostLookup();
    }

    /// Whether somebody may be keeping a proven address from us: then no other will do.
    private boolean isKeptBack(DnsAnswer<InetAddress> answer) {
        return answer instanceof DnsAnswer.TryAgain
                && settings.finding().dnsSupport() == DnsSupport.DNSSEC;
    }

    private DnsAnswer<InetAddress> ofSystem(String host) {
        try {
            List<InetAddress> usable =
                    SystemNames.addresses(host, SYSTEM_PATIENCE).stream()
                            .filter(this::isOfUsableFamily)
                            .toList();
            return usable.isEmpty() ? new DnsAnswer.NoData<>() : new DnsAnswer.Records<>(usable);
        } catch (UnknownHostException e) {
            return new DnsAnswer.NoSuchName<>();
        } catch (IOException e) {
            return new DnsAnswer.TryAgain<>(String.valueOf(e.getMessage()));
        }
    }

    private boolean isOfUsableFamily(InetAddress address) {
        return switch (settings.finding().families()) {
            case ALL -> true;
            case IPV4 -> address instanceof Inet4Address;
            case IPV6 -> address instanceof Inet6Address;
        };
    }

    /// Only what can be used is asked for, lest the other family's answer hides that there was
    /// none.
    private DnsAnswer<InetAddress> ofUsableFamilies(String host) {
        return switch (settings.finding().families()) {
            case ALL -> resolver.addresses(host);
            case IPV4 -> resolver.addresses(host, Resolver.Family.IPV4);
            case IPV6 -> resolver.addresses(host, Resolver.Family.IPV6);
        };
    }

    private List<Target.Inet> troubled(Outcome trouble) {
        troubles.add(trouble);
        return List.of();
    }

    private static boolean isUsable(InetAddress address) {
        // 0.0.0.0 would be ourselves
        return !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    /// What is to be said where no server was found: that it may be found later, if it may.
    private Outcome trouble(NextHop hop) {
        return troubles.stream()
                .filter(Outcome.Deferred.class::isInstance)
                .findFirst()
                .or(() -> troubles.stream().findFirst())
                .orElseGet(() -> Diagnosis.noAddress(hop.name(), "AAAA"));
    }

    /// Equals in random order (RFC 5321 §5.1), the preferred family first. Where both families are
    /// to be tried they take turns: where one of them does not work here, the limit of addresses
    /// does not hide the other.
    private List<Target.Inet> mixed(List<Target.Inet> equals) {
        var shuffled = new ArrayList<>(equals);
        Collections.shuffle(shuffled, random);
        var four = new ArrayDeque<Target.Inet>();
        var six = new ArrayDeque<Target.Inet>();
        shuffled.forEach(t -> (t.address() instanceof Inet4Address ? four : six).add(t));
        boolean sixFirst =
                switch (settings.finding().preference()) {
                    case IPV6 -> true;
                    case IPV4 -> false;
                    case ANY -> !shuffled.isEmpty() && six.contains(shuffled.getFirst());
                };
        return switch (settings.finding().balance()) {
            case BOTH_FAMILIES -> inTurn(sixFirst ? six : four, sixFirst ? four : six);
            case AS_THEY_COME ->
                    settings.finding().preference() == AddressPreference.ANY
                            ? shuffled
                            : Stream.concat(
                                            (sixFirst ? six : four).stream(),
                                            (sixFirst ? four : six).stream())
                                    .toList();
        };
    }

    private List<Target.Inet> reachableFirst(List<Target.Inet> equals) {
        var inOrder = new ArrayList<Target.Inet>();
        var last = new ArrayList<Target.Inet>();
        equals.forEach(t -> (unreachable.contains(t.socketAddress()) ? last : inOrder).add(t));
        inOrder.addAll(last);
        return inOrder;
    }

    private static List<Target.Inet> inTurn(Deque<Target.Inet> first, Deque<Target.Inet> second) {
        var mixed = new ArrayList<Target.Inet>();
        while (!first.isEmpty() || !second.isEmpty()) {
            Optional.ofNullable(first.poll()).ifPresent(mixed::add);
            Optional.ofNullable(second.poll()).ifPresent(mixed::add);
        }
        return mixed;
    }
}
