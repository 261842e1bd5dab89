// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.Address;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.config.AddressPreference;
import org.mailroom.core.config.DnsSupport;
import org.mailroom.core.config.HostLookup;
import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.dns.RecordedDns;
import org.mailroom.core.net.Transport;
import org.mailroom.core.route.Route;
import org.mailroom.smtp.client.ClientSettings.Balance;
import org.mailroom.smtp.client.ClientSettings.Discards;
import org.mailroom.smtp.client.ClientSettings.Exchangers;
import org.mailroom.smtp.client.ClientSettings.Families;
import org.mailroom.smtp.client.ClientSettings.Finding;
import org.mailroom.smtp.client.ClientSettings.Rate;
import org.mailroom.smtp.client.ClientSettings.RefusedGreeting;
import org.mailroom.smtp.client.ClientSettings.Reuse;
import org.mailroom.smtp.client.ClientSettings.Services;
import org.mailroom.smtp.client.ClientSettings.Timeouts;
import org.mailroom.smtp.client.ClientSettings.Tries;
import org.mailroom.smtp.sasl.LoginPolicy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class TargetFinderTest {
    private final Random random = new Random(7);
    private final Unreachable unreachable = new Unreachable(() -> 0);

    @Test
    void keepsTheOrderOfPreferenceAndMixesEquals() {
        var orders = new HashSet<List<String>>();
        try (var dns =
                RecordedDns.of(
                        "example.test. IN MX 10 first.test.",
                        "example.test. IN MX 20 a.test.",
                        "example.test. IN MX 20 b.test.",
                        "first.test. IN A 192.0.2.1",
                        "a.test. IN A 192.0.2.2",
                        "b.test. IN A 192.0.2.3")) {
            for (int i = 0; i < 20; i++) {
                orders.add(found(dns, "example.test", settings(Families.ALL, 5)));
            }
        }

        assertThat(orders)
                .isEqualTo(
                        Set.of(
                                List.of(
                                        "first.test[192.0.2.1]:25",
                                        "a.test[192.0.2.2]:25",
                                        "b.test[192.0.2.3]:25"),
                                List.of(
                                        "first.test[192.0.2.1]:25",
                                        "b.test[192.0.2.3]:25",
                                        "a.test[192.0.2.2]:25")));
    }

    @Test
    void putsThoseLastThatCouldNotBeReached() {
        unreachable.failed(new InetSocketAddress("192.0.2.1", 25));
        unreachable.failed(new InetSocketAddress("192.0.2.2", 25));
        try (var dns =
                RecordedDns.of(
                        "example.test. IN MX 10 first.test.",
                        "example.test. IN MX 20 a.test.",
                        "example.test. IN MX 20 b.test.",
                        "first.test. IN A 192.0.2.1",
                        "a.test. IN A 192.0.2.2",
                        "b.test. IN A 192.0.2.3")) {
            for (int i = 0; i < 20; i++) {
                assertThat(found(dns, "example.test", settings(Families.ALL, 5)))
                        .containsExactly(
                                "first.test[192.0.2.1]:25",
                                "b.test[192.0.2.3]:25",
                                "a.test[192.0.2.2]:25");
            }
        }
    }

    @Test
    void triesBothFamiliesWithinTheLimit() {
        try (var dns =
                RecordedDns.of(
                        "example.test. IN MX 10 mx.test.",
                        "mx.test. IN AAAA 2001:db8::1",
                        "mx.test. IN AAAA 2001:db8::2",
                        "mx.test. IN AAAA 2001:db8::3",
                        "mx.test. IN A 192.0.2.1")) {
            List<String> found = found(dns, "example.test", settings(Families.ALL, 2));

            assertThat(found).hasSize(2).contains("mx.test[192.0.2.1]:25");
        }
    }

    @Test
    void keepsToOneFamilyWhereItIsTold() {
        try (var dns = RecordedDns.of("mx.test. IN AAAA 2001:db8::1", "mx.test. IN A 192.0.2.1")) {
            assertThat(found(dns, "[mx.test]:587", settings(Families.IPV4, 5)))
                    .containsExactly("mx.test[192.0.2.1]:587");
            assertThat(found(dns, "[mx.test]", settings(Families.IPV6, 5)))
                    .containsExactly("mx.test[2001:db8::1]:25");
        }
    }

    @Test
    void triesThePreferredFamilyFirst() {
        try (var dns =
                RecordedDns.of(
                        "mx.test. IN AAAA 2001:db8::1",
                        "mx.test. IN AAAA 2001:db8::2",
                        "mx.test. IN A 192.0.2.1",
                        "mx.test. IN A 192.0.2.2")) {
            var four = settings(Families.ALL, 2, AddressPreference.IPV4, Balance.AS_THEY_COME);
            assertThat(found(dns, "[mx.test]", four)).allMatch(t -> t.contains("192.0.2."));
            var six = settings(Families.ALL, 2, AddressPreference.IPV6, Balance.BOTH_FAMILIES);
            List<String> both = found(dns, "[mx.test]", six);
            assertThat(both.getFirst()).contains("2001:db8::");
            assertThat(both.getLast()).contains("192.0.2.");
        }
    }

    @Test
    void asksForTheHostsOfAService() {
        try (var dns =
                RecordedDns.of(
                        "_submission._tcp.example.test. IN SRV 10 5 1587 first.test.",
                        "_submission._tcp.example.test. IN SRV 20 1 2587 second.test.",
                        "example.test. IN MX 10 mx.test.",
                        "first.test. IN A 192.0.2.1",
                        "second.test. IN A 192.0.2.2",
                        "mx.test. IN A 192.0.2.3")) {
            assertThat(found(dns, "example.test:submission", submission()))
                    .containsExactly("first.test[192.0.2.1]:1587", "second.test[192.0.2.2]:2587");
            assertThat(found(dns, "example.test:587", submission()))
                    .containsExactly("mx.test[192.0.2.3]:587");
        }
    }

    @Test
    void mixesHostsOfAServiceByWeight() {
        int heavyFirst = 0;
        try (var dns =
                RecordedDns.of(
                        "_submission._tcp.example.test. IN SRV 10 90 587 heavy.test.",
                        "_submission._tcp.example.test. IN SRV 10 10 587 light.test.",
                        "heavy.test. IN A 192.0.2.1",
                        "light.test. IN A 192.0.2.2")) {
            for (int i = 0; i < 100; i++) {
                List<String> found = found(dns, "example.test:submission", submission());
                heavyFirst += found.getFirst().startsWith("heavy") ? 1 : 0;
            }
        }

        assertThat(heavyFirst).isBetween(75, 99);
    }

    @Test
    void asksForExchangersInsteadOnlyWhereItIsTold() {
        String nowhere =
                "Host or domain name not found. Name service error for"
                        + " name=_submission._tcp.example.test type=SRV: Host not found";
        try (var dns =
                RecordedDns.of(
                        "example.test. IN MX 10 mx.test.",
                        "mx.test. IN A 192.0.2.3",
                        "none.test. IN MX 10 mx.test.",
                        "_submission._tcp.none.test. IN SRV 0 0 0 .")) {
            assertThat(found(dns, "example.test:submission", submission()))
                    .containsExactly(nowhere);
            assertThat(
                            found(
                                    dns,
                                    "example.test:submission",
                                    submission(Exchangers.WHERE_THERE_ARE_NONE)))
                    .containsExactly("mx.test[192.0.2.3]:587");
            assertThat(
                            found(
                                    dns,
                                    "none.test:submission",
                                    submission(Exchangers.WHERE_THERE_ARE_NONE)))
                    .containsExactly(nowhere.replace("example", "none"));
            dns.failing("_submission._tcp.example.test.");
            assertThat(found(dns, "example.test:submission", submission()))
                    .containsExactly(nowhere + ", try again");
            assertThat(
                            found(
                                    dns,
                                    "example.test:submission",
                                    submission(Exchangers.WHERE_NOBODY_CAN_TELL)))
                    .containsExactly("mx.test[192.0.2.3]:587");
        }
    }

    @Test
    void waitsForTheFamilyThatCanBeUsed() {
        try (var dns =
                RecordedDns.of("mx.test. IN AAAA 2001:db8::1", "mx.test. IN A 192.0.2.1")
                        .failingQuestion("mx.test. A")) {
            assertThat(found(dns, "[mx.test]", settings(Families.IPV4, 5)))
                    .containsExactly(
                            "Host or domain name not found. Name service error for name=mx.test"
                                    + " type=A: Host not found, try again");
            assertThat(found(dns, "[mx.test]", settings(Families.IPV6, 5)))
                    .containsExactly("mx.test[2001:db8::1]:25");
        }
    }

    @Test
    void takesAddressesAsTheyAre() {
        try (var dns = RecordedDns.of()) {
            assertThat(found(dns, "[192.0.2.1]", settings(Families.ALL, 5)))
                    .containsExactly("192.0.2.1[192.0.2.1]:25");
            assertThat(found(dns, "[IPv6:2001:db8::1]", settings(Families.ALL, 5)))
                    .containsExactly("2001:db8::1[2001:db8::1]:25");
            assertThat(dns.questions()).isEmpty();
        }
    }

    @Test
    void neverGoesToTheUnspecifiedAddress() {
        try (var dns = RecordedDns.of("evil.test. IN A 0.0.0.0", "evil.test. IN A 224.0.0.1")) {
            assertThat(found(dns, "evil.test", settings(Families.ALL, 5)))
                    .containsExactly(
                            "Host or domain name not found. Name service error for name=evil.test"
                                    + " type=AAAA: Host found but no data record of requested"
                                    + " type");
        }
    }

    @Test
    void asksNoMoreThanItNeeds() {
        String[] zone =
                IntStream.range(0, 100)
                        .boxed()
                        .flatMap(
                                i ->
                                        List.of(
                                                "many.test. IN MX " + i + " mx" + i + ".test.",
                                                "mx" + i + ".test. IN A 192.0.2.1")
                                                .stream())
                        .toArray(String[]::new);
        try (var dns = RecordedDns.of(zone)) {
            assertThat(found(dns, "many.test", settings(Families.ALL, 3))).hasSize(3);
            assertThat(dns.questions()).filteredOn(q -> q.startsWith("mx")).hasSize(3 * 2);
            assertThat(found(dns, "many.test", settings(Families.ALL, 0))).hasSize(30);
        }
    }

    @Test
    void hasOneNameForAServerWhateverDomainsAndNamesItHas() {
        try (var dns =
                RecordedDns.of(
                        "one.test. IN MX 10 mx.one.test.",
                        "mx.one.test. IN A 192.0.2.2",
                        "mx.one.test. IN A 192.0.2.1",
                        "two.test. IN MX 10 mx.two.test.",
                        "mx.two.test. IN A 192.0.2.1",
                        "mx.two.test. IN A 192.0.2.2",
                        "other.test. IN A 192.0.2.3")) {
            assertThat(firstServers(dns, "one.test", "two.test", "other.test", "none"))
                    .containsExactly("192.0.2.1:25", "192.0.2.1:25", "192.0.2.3:25", "none");
        }
    }

    @Test
    void namesAServerByWhatIsPreferred() {
        try (var dns =
                RecordedDns.of(
                        "one.test. IN MX 10 slow.test.",
                        "one.test. IN MX 20 backup.test.",
                        "two.test. IN MX 10 slow.test.",
                        "three.test. IN MX 10 gone.test.",
                        "three.test. IN MX 20 other.test.",
                        "three.test. IN MX 30 backup.test.",
                        "slow.test. IN A 192.0.2.9",
                        "backup.test. IN A 192.0.2.1",
                        "other.test. IN A 192.0.2.3")) {
            assertThat(firstServers(dns, "one.test", "two.test", "three.test"))
                    .containsExactly("192.0.2.9:25", "192.0.2.9:25", "192.0.2.3:25");
        }
    }

    @Test
    void hasOneNameForAServerOfMoreAddressesThanAreTried() {
        String[] zone =
                IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> "many.test. IN A 192.0.2." + i)
                        .toArray(String[]::new);
        String[] often = Collections.nCopies(20, "many.test").toArray(String[]::new);
        try (var dns = RecordedDns.of(zone)) {
            assertThat(firstServers(dns, often)).containsOnly("192.0.2.1:25");
        }
    }

    @Test
    void hasOneNameForEqualHostsOfAService() {
        String[] often = Collections.nCopies(20, "one.test:submission").toArray(String[]::new);
        try (var dns =
                RecordedDns.of(
                        "_submission._tcp.one.test. IN SRV 10 1 587 a.test.",
                        "_submission._tcp.one.test. IN SRV 10 1 587 b.test.",
                        "_submission._tcp.one.test. IN SRV 20 1 587 backup.test.",
                        "a.test. IN A 192.0.2.8",
                        "b.test. IN A 192.0.2.9",
                        "backup.test. IN A 192.0.2.1")) {
            assertThat(firstServers(dns, submission(), often)).containsOnly("192.0.2.8:587");
        }
    }

    private List<String> firstServers(RecordedDns dns, String... nexthops) {
        return firstServers(dns, settings(Families.IPV4, 5), nexthops);
    }

    private List<String> firstServers(
            RecordedDns dns, ClientSettings settings, String... nexthops) {
        return with(
                dns,
                means -> {
                    try (var courier = new SmtpCourier(_ -> settings, means, new LastDialogues())) {
                        return Stream.of(nexthops)
                                .map(TargetFinderTest::hop)
                                .map(courier::firstServer)
                                .toList();
                    }
                });
    }

    private static Route.ToHosts hop(String nexthop) {
        return new Route.ToHosts("smtp", "smtp", nexthop, new Address("a", nexthop));
    }

    private List<String> found(RecordedDns dns, String nexthop, ClientSettings settings) {
        return with(
                dns,
                means -> {
                    var finder = new TargetFinder(means, settings, unreachable);
                    return switch (finder.find(NextHop.parse(nexthop, Protocol.SMTP, 25))) {
                        case TargetFinder.Targets(var targets, var _) ->
                                targets.stream().map(Target::toString).toList();
                        case TargetFinder.Nowhere(var outcome) -> List.of(outcome.text());
                    };
                });
    }

    private List<String> with(RecordedDns dns, Function<Means, List<String>> use) {
        try (var resolver = new DnsResolver(dns.settings());
                var transport = new Transport();
                var computing = new ComputeThreads(1)) {
            return use.apply(
                    new Means(
                            resolver,
                            transport,
                            computing,
                            random,
                            InstantSource.system(),
                            _ -> false,
                            (_, _, _) -> {},
                            (_, _) -> false,
                            (_, _, _) -> {}));
        }
    }

    private static ClientSettings settings(Families families, int addresses) {
        return settings(families, addresses, AddressPreference.ANY, Balance.BOTH_FAMILIES);
    }

    private static ClientSettings settings(
            Families families, int addresses, AddressPreference preference, Balance balance) {
        return settings(
                new Finding(
                        families,
                        preference,
                        balance,
                        DnsSupport.ENABLED,
                        List.of(HostLookup.DNS),
                        25,
                        Services.NONE,
                        "",
                        List.of(),
                        List.of(),
                        Path.of("/")),
                addresses);
    }

    private static ClientSettings submission(Exchangers... exchangers) {
        return settings(
                new Finding(
                        Families.ALL,
                        AddressPreference.ANY,
                        Balance.BOTH_FAMILIES,
                        DnsSupport.ENABLED,
                        List.of(HostLookup.DNS),
                        25,
                        new Services(Set.of("submission"), Set.of(exchangers)),
                        "",
                        List.of(),
                        List.of(),
                        Path.of("/")),
                5);
    }

    private static ClientSettings settings(Finding finding, int addresses) {
        ClientSettings usual = new DialogueGiven(List.of()).settings();
        return new ClientSettings(
                usual.protocol(),
                usual.helloName(),
                usual.tls(),
                finding,
                new Tries(addresses, 2, RefusedGreeting.NOT_NOW),
                Timeouts.DEFAULT,
                usual.content(),
                Discards.NONE,
                LoginPolicy.never(),
                Reuse.NEVER,
                Rate.ANY,
                Filters.NONE,
                usual.origins());
    }
}
