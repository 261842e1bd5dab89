// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.dns.DnsAnswer.NoData;
import org.mailroom.core.dns.DnsAnswer.NoSuchName;
import org.mailroom.core.dns.DnsAnswer.Records;
import org.mailroom.core.dns.DnsAnswer.TryAgain;
import org.mailroom.core.dns.Resolver.Family;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class DnsResolverTest {

    @Test
    void answersMailExchangersInTheOrderOfPreference() {
        try (var dns =
                        RecordedDns.of(
                                "example.org. IN MX 20 second.example.org.",
                                "example.org. IN MX 10 first.example.org.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("example.org"))
                    .isEqualTo(
                            new Records<>(
                                    List.of(
                                            new MailExchanger(10, "first.example.org"),
                                            new MailExchanger(20, "second.example.org"))));
        }
    }

    @Test
    void waitsForNobodyInAHurry() throws Exception {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var resolver =
                        new DnsResolver(
                                new DnsSettings(
                                        List.of((InetSocketAddress) silent.getLocalSocketAddress()),
                                        Duration.ofMinutes(10),
                                        2))) {
            var answer = CompletableFuture.supplyAsync(() -> resolver.mx("example.org"));
            silent.receive(new DatagramPacket(new byte[512], 512));

            resolver.hurry();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(TryAgain.class);
            assertThat(resolver.mx("example.net")).isInstanceOf(TryAgain.class);
        }
    }

    @Test
    void passesOverRecords() throws UnknownHostException {
        try (var dns =
                        RecordedDns.of(
                                "mx.example.org. 60 IN A 192.0.2.1",
                                "mx.example.org. 60 IN A 192.0.2.2",
                                "mx.example.org. 60 IN AAAA 2001:db8::1",
                                "example.org. 60 IN MX 10 mx.example.org.");
                var resolver = new DnsResolver(dns.settings())) {
            var lines = new ArrayList<String>();
            Resolver less =
                    resolver.without(
                            line -> {
                                lines.add(line);
                                return !line.endsWith(".2");
                            });

            assertThat(less.addresses("mx.example.org", Family.IPV4))
                    .isEqualTo(new Records<>(List.of(address("192.0.2.2"))));
            assertThat(less.addresses("mx.example.org", Family.IPV6)).isEqualTo(new NoData<>());
            assertThat(less.mx("example.org")).isEqualTo(new NoData<>());
            assertThat(resolver.mx("example.org")).isInstanceOf(Records.class);
            assertThat(lines)
                    .containsExactly(
                            "mx.example.org. 60 IN A 192.0.2.1",
                            "mx.example.org. 60 IN A 192.0.2.2",
                            "mx.example.org. 60 IN AAAA 2001:db8::1",
                            "example.org. 60 IN MX 10 mx.example.org.");
        }
    }

    @Test
    void knowsTheNullExchanger() {
        try (var dns = RecordedDns.of("example.org. IN MX 0 .");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("example.org"))
                    .isEqualTo(new Records<>(List.of(new MailExchanger(0, ""))));
        }
    }

    @Test
    void answersAddressesOfBothFamilies() throws UnknownHostException {
        try (var dns =
                        RecordedDns.of(
                                "mx.example.org. IN A 192.0.2.1",
                                "mx.example.org. IN AAAA 2001:db8::1");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.addresses("mx.example.org"))
                    .isEqualTo(
                            new Records<>(List.of(address("2001:db8::1"), address("192.0.2.1"))));
        }
    }

    @Test
    void takesTheAddressesItGetsWhenTheOtherFamilyFails() throws UnknownHostException {
        try (var dns =
                        RecordedDns.of("v4.example.org. IN A 192.0.2.1")
                                .failingQuestion("v4.example.org. AAAA");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.addresses("v4.example.org"))
                    .isEqualTo(new Records<>(List.of(address("192.0.2.1"))));
        }
    }

    @Test
    void followsAliases() throws UnknownHostException {
        try (var dns =
                        RecordedDns.of(
                                "www.example.org. IN CNAME web.example.net.",
                                "web.example.net. IN A 192.0.2.7");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.addresses("www.example.org"))
                    .isEqualTo(
                            new Records<>(
                                    List.of(address("192.0.2.7")),
                                    new Provenance(
                                            Dnssec.INSECURE, Optional.of("web.example.net"))));
        }
    }

    @Test
    void givesUpOnAliasesThatGoInCircles() {
        try (var dns =
                        RecordedDns.of(
                                "0.loop. IN CNAME 1.loop.",
                                "1.loop. IN CNAME 2.loop.",
                                "2.loop. IN CNAME 0.loop.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.txt("0.loop")).isInstanceOf(TryAgain.class);
        }
    }

    @Test
    void tellsNoRecordFromNoName() {
        try (var dns = RecordedDns.of("host.example.org. IN A 192.0.2.1");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("host.example.org")).isEqualTo(new NoData<>());
            assertThat(resolver.mx("example.org")).isEqualTo(new NoData<>());
            assertThat(resolver.mx("nowhere.example.org")).isEqualTo(new NoSuchName<>());
            assertThat(resolver.addresses("nowhere.example.org")).isEqualTo(new NoSuchName<>());
        }
    }

    @Test
    void asksAgainLaterWhenTheServerFails() {
        try (var dns = RecordedDns.of().failing("broken.example.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("broken.example")).isInstanceOf(TryAgain.class);
            assertThat(resolver.addresses("broken.example")).isInstanceOf(TryAgain.class);
        }
    }

    @Test
    void asksAgainLaterWhenNobodyAnswers() {
        try (var dns = RecordedDns.of().silent("slow.example.");
                var resolver =
                        new DnsResolver(
                                new DnsSettings(
                                        List.of(dns.address()), Duration.ofMillis(100), 2))) {
            assertThat(resolver.mx("slow.example")).isInstanceOf(TryAgain.class);
            assertThat(dns.questions()).containsExactly("slow.example. MX", "slow.example. MX");
        }
    }

    @Test
    void asksTheNextServerWhenOneIsSilent() {
        try (var slow = RecordedDns.of().silent("example.org.");
                var good = RecordedDns.of("example.org. IN TXT \"here\"");
                var resolver =
                        new DnsResolver(
                                new DnsSettings(
                                        List.of(slow.address(), good.address()),
                                        Duration.ofMillis(200),
                                        1))) {
            assertThat(resolver.txt("example.org")).isEqualTo(new Records<>(List.of("here")));
        }
    }

    @Test
    void asksTheNextServerWhenOneFails() {
        try (var broken = RecordedDns.of().failing("example.org.");
                var good = RecordedDns.of("example.org. IN TXT \"here\"");
                var resolver =
                        new DnsResolver(
                                new DnsSettings(
                                        List.of(broken.address(), good.address()),
                                        Duration.ofMillis(500),
                                        1))) {
            assertThat(resolver.txt("example.org")).isEqualTo(new Records<>(List.of("here")));
        }
    }

    @Test
    void turnsToTcpForLongAnswers() {
        try (var dns = RecordedDns.of("big.example. IN TXT \"long\"").truncating("big.example.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.txt("big.example")).isEqualTo(new Records<>(List.of("long")));
            assertThat(dns.questions()).containsExactly("big.example. TXT", "big.example. TXT");
        }
    }

    @Test
    void believesNoAnswerThatIsCutOffByTcpAsWell() {
        try (var dns =
                        RecordedDns.of("big.example. IN TXT \"long\"")
                                .truncatingAlways("big.example.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.txt("big.example")).isInstanceOf(DnsAnswer.TryAgain.class);
        }
    }

    @Test
    void joinsTheStringsOfOneText() {
        try (var dns = RecordedDns.of("example.org. IN TXT \"v=spf1 \" \"-all\"");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.txt("example.org"))
                    .isEqualTo(new Records<>(List.of("v=spf1 -all")));
        }
    }

    @Test
    void answersTheNamesOfAnAddress() throws UnknownHostException {
        try (var dns = RecordedDns.of("1.2.0.192.in-addr.arpa. IN PTR mx.example.org.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.names(address("192.0.2.1")))
                    .isEqualTo(new Records<>(List.of("mx.example.org")));
        }
    }

    @Test
    void asksOnceWhileAnAnswerIsGood() {
        try (var dns = RecordedDns.of("example.org. IN MX 10 mx.example.org.");
                var resolver = new DnsResolver(dns.settings())) {
            resolver.mx("example.org");
            resolver.mx("EXAMPLE.org");
            resolver.mx("no.example.org");
            resolver.mx("no.example.org");

            assertThat(dns.questions()).containsExactly("example.org. MX", "no.example.org. MX");
        }
    }

    @Test
    void asksForNamesBeyondAsciiInTheFormOfTheDns() {
        try (var dns = RecordedDns.of("xn--bcher-kva.example. IN MX 5 mx.example.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("bücher.example"))
                    .isEqualTo(new Records<>(List.of(new MailExchanger(5, "mx.example"))));
        }
    }

    @Test
    void neverTakesOneDomainForAnother() {
        try (var dns =
                        RecordedDns.of(
                                "fass.example. IN MX 5 mx.fass.example.",
                                "xn--nxasmq6b.example. IN MX 5 mx.example.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("faß.example")).isEqualTo(new NoSuchName<>());
            assertThat(resolver.mx("βόλος.example")).isEqualTo(new NoSuchName<>());
        }
    }

    @Test
    void findsNothingUnderWhatIsNoName() {
        try (var dns = RecordedDns.of();
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("a".repeat(64) + ".example")).isEqualTo(new NoSuchName<>());
            assertThat(resolver.mx("a..example")).isEqualTo(new NoSuchName<>());
            assertThat(resolver.mx("a\\046b.example")).isEqualTo(new NoSuchName<>());
            assertThat(dns.questions()).isEmpty();
        }
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
