// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.dns.DnsAnswer.NoData;
import org.mailroom.core.dns.DnsAnswer.NoSuchName;
import org.mailroom.core.dns.DnsAnswer.Records;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class DnssecTest {
    private static final Provenance PROVEN = new Provenance(Dnssec.SECURE, Optional.empty());

    @Test
    void tellsWhatIsProven() {
        try (var dns =
                        RecordedDns.of(
                                        "signed.test. IN MX 10 mx.signed.test.",
                                        "mx.signed.test. IN A 192.0.2.1",
                                        "mx.signed.test. IN AAAA 2001:db8::1",
                                        "other.test. IN MX 10 mx.other.test.")
                                .signed("signed.test.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.mx("signed.test"))
                    .isEqualTo(
                            new Records<>(
                                    List.of(new MailExchanger(10, "mx.signed.test")), PROVEN));
            assertThat(resolver.addresses("mx.signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
            assertThat(resolver.mx("mx.signed.test")).isEqualTo(new NoData<>(Dnssec.SECURE));
            assertThat(resolver.mx("no.signed.test")).isEqualTo(new NoSuchName<>(Dnssec.SECURE));
            assertThat(resolver.mx("other.test").dnssec()).isEqualTo(Dnssec.INSECURE);
            assertThat(resolver.mx("no.test")).isEqualTo(new NoSuchName<>(Dnssec.INSECURE));
        }
    }

    @Test
    void hasNothingProvenByWayOfWhatIsNot() {
        try (var dns =
                        RecordedDns.of(
                                        "in.signed.test. IN CNAME mx.signed.test.",
                                        "out.signed.test. IN CNAME mx.other.test.",
                                        "back.other.test. IN CNAME mx.signed.test.",
                                        "mx.signed.test. IN A 192.0.2.1",
                                        "mx.other.test. IN A 192.0.2.2")
                                .signed("signed.test.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(provenance(resolver.addresses("in.signed.test")))
                    .isEqualTo(new Provenance(Dnssec.SECURE, Optional.of("mx.signed.test")));
            assertThat(provenance(resolver.addresses("out.signed.test")))
                    .isEqualTo(new Provenance(Dnssec.INSECURE, Optional.of("mx.other.test")));
            assertThat(provenance(resolver.addresses("back.other.test")))
                    .isEqualTo(new Provenance(Dnssec.INSECURE, Optional.of("mx.signed.test")));
        }
    }

    @Test
    void hasNothingProvenWhereTheRestOfTheWayIsNot() {
        // The server that has the alias does not know where it leads to
        try (var dns =
                        RecordedDns.of("out.signed.test. IN CNAME mx.other.test.")
                                .signed("signed.test.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.addresses("out.signed.test"))
                    .isEqualTo(new NoSuchName<>(Dnssec.INSECURE));
            assertThat(dns.questions()).contains("mx.other.test. A");
        }
    }

    @Test
    void keepsWithAnAnswerThatItWasProven() {
        try (var dns = RecordedDns.of("mx.signed.test. IN A 192.0.2.1").signed("signed.test.");
                var resolver = new DnsResolver(dns.settings())) {
            for (int i = 0; i < 2; i++) {
                assertThat(resolver.addresses("mx.signed.test", Resolver.Family.IPV4).dnssec())
                        .isEqualTo(Dnssec.SECURE);
                assertThat(resolver.txt("mx.signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
                assertThat(resolver.txt("no.signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
            }
            assertThat(dns.questions()).hasSize(3);
        }
    }

    @Test
    void takesNothingForProvenWhenItsTimeIsOver() {
        var now = new AtomicLong();
        try (var dns = RecordedDns.of("signed.test. 60 IN TXT \"x\"").signed("signed.test.");
                var resolver = new DnsResolver(dns.settings(), now::get)) {
            assertThat(resolver.txt("signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
            dns.unsigned("signed.test.");

            now.addAndGet(Duration.ofSeconds(59).toNanos());
            assertThat(resolver.txt("signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(resolver.txt("signed.test").dnssec()).isEqualTo(Dnssec.INSECURE);
        }
    }

    @Test
    void believesNameServersThatAreTrustedOnly() {
        try (var dns = RecordedDns.of("signed.test. IN TXT \"x\"").signed("signed.test.")) {
            var settings =
                    new DnsSettings(List.of(dns.address()), Duration.ofMillis(500), 1, List.of());
            try (var resolver = new DnsResolver(settings)) {
                assertThat(resolver.txt("signed.test"))
                        .isEqualTo(new Records<>(List.of("x"), Provenance.PLAIN));
            }
        }
    }

    @Test
    void tellsWhatIsProvenOfAnswersByTcp() {
        try (var dns =
                        RecordedDns.of("signed.test. IN TXT \"x\"")
                                .truncating("signed.test.")
                                .signed("signed.test.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.txt("signed.test").dnssec()).isEqualTo(Dnssec.SECURE);
        }
    }

    @Test
    void findsRecordsOfCertificates() {
        try (var dns =
                        RecordedDns.of("_25._tcp.mx.signed.test. IN TLSA 3 1 1 00ff")
                                .signed("test.");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(resolver.tlsa("mx.signed.test", 25))
                    .isEqualTo(new Records<>(List.of(new Tlsa(3, 1, 1, "00ff")), PROVEN));
            assertThat(resolver.tlsa("mx.signed.test", 26)).isInstanceOf(NoSuchName.class);
        }
    }

    @Test
    void goesOnToAServerThatKnows() {
        try (var lame = RecordedDns.of().referring("signed.test.");
                var good = RecordedDns.of("signed.test. IN TXT \"x\"")) {
            var settings =
                    new DnsSettings(
                            List.of(lame.address(), good.address()), Duration.ofMillis(500), 1);
            try (var resolver = new DnsResolver(settings)) {
                assertThat(resolver.txt("signed.test")).isEqualTo(new Records<>(List.of("x")));
            }
        }
    }

    private static Provenance provenance(DnsAnswer<InetAddress> answer) {
        return answer instanceof Records<InetAddress>(_, var provenance)
                ? provenance
                : Provenance.PLAIN;
    }
}
