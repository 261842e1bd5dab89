// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.dns.Dnssec;
import org.mailroom.core.dns.Tlsa;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Verdict;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class DaneTest {
    private static final Wish SERVER = Wish.server("mx.example.test");
    private static final String OTHER_256 = "00".repeat(32);
    private static final String OTHER_512 = "00".repeat(64);

    private final Certificates root = Certificates.selfMade(Wish.authority("Root"));
    private final Certificates middle = root.issue(Wish.authority("Middle"));
    private final Certificates server = middle.issue(SERVER);

    DaneTest() throws Exception {}

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 2", "1, 0", "1, 1", "1, 2"})
    void knowsTheServerItself(int selector, int matching) throws Exception {
        Tlsa right = tlsa(3, selector, matching, server.certificate());

        assertThat(judge(List.of(right), server)).isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(right), middle.issue(SERVER))).isEqualTo(Verdict.UNTRUSTED);
    }

    @Test
    void looksAtNeitherNameNorDateOfAServerThatItKnows() throws Exception {
        var old = root.issue(Wish.server("other.test").made(Duration.ofDays(9999)));

        assertThat(judge(List.of(tlsa(3, 0, 1, old.certificate())), old))
                .isEqualTo(Verdict.VERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 2", "1, 0", "1, 1", "1, 2"})
    void knowsTheAuthorityOfAServer(int selector, int matching) throws Exception {
        Tlsa ofRoot = tlsa(2, selector, matching, root.certificate());
        Tlsa ofMiddle = tlsa(2, selector, matching, middle.certificate());

        assertThat(judge(List.of(ofRoot), server, middle, root)).isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(ofRoot), server, root, middle)).isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(ofMiddle), server, middle)).isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(ofMiddle), server, middle, root)).isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(ofRoot), root.issue(SERVER), middle))
                .isEqualTo(matching == 0 ? Verdict.VERIFIED : Verdict.UNTRUSTED);
    }

    @Test
    void takesFromTheRecordsWhatTheServerDoesNotShow() throws Exception {
        for (int selector : List.of(0, 1)) {
            Tlsa whole = tlsa(2, selector, 0, root.certificate());
            Tlsa digest = tlsa(2, selector, 1, root.certificate());

            assertThat(judge(List.of(whole), server, middle)).isEqualTo(Verdict.VERIFIED);
            assertThat(judge(List.of(digest), server, middle)).isEqualTo(Verdict.UNTRUSTED);
        }
    }

    @Test
    void wantsANameOfAnAuthoritysServer() throws Exception {
        List<Tlsa> records = List.of(tlsa(2, 0, 1, root.certificate()));

        assertThat(judge(records, root.issue(Wish.server("Example.test")), root))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(judge(records, root.issue(Wish.server("*.example.test")), root))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(judge(records, root.issue(Wish.server("other.test")), root))
                .isEqualTo(Verdict.TRUSTED);
    }

    @Test
    void wantsAServersCertificateOfToday() throws Exception {
        List<Tlsa> records = List.of(tlsa(2, 0, 1, root.certificate()));
        var old = root.issue(SERVER.made(Duration.ofDays(400)));
        var early = root.issue(SERVER.made(Duration.ofDays(-1)));
        var mailer = root.issue(SERVER.forMail());

        for (var wrong : List.of(old, early, mailer)) {
            assertThat(judge(records, wrong, root)).isEqualTo(Verdict.UNTRUSTED);
        }
    }

    @Test
    void takesNobodyForAnAuthorityWhoIsNone() throws Exception {
        var friend = server.issue(SERVER);
        var old = Certificates.selfMade(Wish.authority("Old").made(Duration.ofDays(400)));
        var own = Certificates.selfMade(SERVER);
        var namesake = Certificates.selfMade(Wish.authority("Root"));

        assertThat(judge(List.of(tlsa(2, 0, 1, server.certificate())), friend, server))
                .isEqualTo(Verdict.UNTRUSTED);
        assertThat(judge(List.of(tlsa(2, 0, 1, root.certificate())), friend, server, middle, root))
                .isEqualTo(Verdict.UNTRUSTED);
        assertThat(judge(List.of(tlsa(2, 0, 1, old.certificate())), old.issue(SERVER), old))
                .isEqualTo(Verdict.UNTRUSTED);
        assertThat(judge(List.of(tlsa(2, 0, 1, own.certificate())), own))
                .isEqualTo(Verdict.UNTRUSTED);
        assertThat(judge(List.of(tlsa(2, 0, 1, root.certificate())), namesake.issue(SERVER), root))
                .isEqualTo(Verdict.UNTRUSTED);
    }

    @Test
    void endsOnChainsThatGoRound() throws Exception {
        var many =
                Stream.concat(Stream.of(server), Stream.generate(() -> middle).limit(500))
                        .toArray(Certificates[]::new);

        assertThat(judge(List.of(tlsa(2, 0, 1, namesakeOfRoot())), many))
                .isEqualTo(Verdict.UNTRUSTED);
    }

    @Test
    void saysWhenTheExchangerIsNotProven() throws Exception {
        var rules = TlsaRules.of(List.of(tlsa(3, 1, 1, server.certificate())), DaneDigests.ALL);
        var dane = new Dane(rules, "mx.example.test", List.of(), Dnssec.INSECURE);

        assertThat(dane.judge(List.of(server.certificate()))).isEqualTo(Verdict.MATCHED);
    }

    @Test
    void asksTheServerForTheNameOfTheRecords() {
        var plain =
                new TlsPolicy(
                        ClientTlsLevel.DANE,
                        List.of(),
                        PolicyDefaults.POSTFIX.versions(),
                        "nexthop",
                        Optional.empty());
        var dane = new Dane(new TlsaRules(List.of()), "real.test", List.of(), Dnssec.SECURE);

        assertThat(plain.serverName("mx.test", "hop.test")).isEqualTo("hop.test");
        assertThat(plain.with(dane).serverName("mx.test", "hop.test")).isEqualTo("real.test");
    }

    @Test
    void countsTheBestDigestOnly() throws Exception {
        Tlsa right256 = tlsa(3, 1, 1, server.certificate());
        Tlsa right512 = tlsa(3, 1, 2, server.certificate());

        assertThat(judge(List.of(right256, new Tlsa(3, 1, 2, OTHER_512)), server))
                .isEqualTo(Verdict.UNTRUSTED);
        assertThat(judge(List.of(right512, new Tlsa(3, 1, 1, OTHER_256)), server))
                .isEqualTo(Verdict.VERIFIED);
        // Another part, a broken digest, a whole key: none of these is a better digest
        assertThat(judge(List.of(right256, new Tlsa(3, 0, 2, OTHER_512)), server))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(right256, new Tlsa(3, 1, 2, OTHER_256)), server))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(judge(List.of(right256, tlsa(3, 1, 0, root.certificate())), server))
                .isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void knowsDigestsThatAreConfiguredOnly() throws Exception {
        DaneDigests only256 = DaneDigests.parse(List.of("SHA256=1"));

        assertThat(TlsaRules.of(List.of(tlsa(3, 1, 2, server.certificate())), only256).isEmpty())
                .isTrue();
        assertThatThrownBy(() -> DaneDigests.parse(List.of("sha1")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> DaneDigests.parse(List.of("sha256=2")))
                .isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 1 " + "00",
                "1 1 1 " + "00",
                "4 1 1 00",
                "255 1 1 00",
                "3 2 1 00",
                "3 1 3 00",
                "3 1 1 0011",
                "3 1 1",
                "3 0 0 00",
                "3 1 0 3000",
                "2 0 0"
            })
    void usesNoRecordThatItCannot(String text) {
        String[] words = (text + " ").split(" ", -1);
        String data = words[3].equals("00") ? OTHER_256 : words[3];
        int[] numbers = Arrays.stream(words).limit(3).mapToInt(Integer::parseInt).toArray();
        var record = new Tlsa(numbers[0], numbers[1], numbers[2], data);

        assertThat(TlsaRules.of(List.of(record), DaneDigests.ALL).isEmpty()).isTrue();
    }

    private static X509Certificate namesakeOfRoot() throws Exception {
        return Certificates.selfMade(Wish.authority("Root")).certificate();
    }

    private static Verdict judge(List<Tlsa> records, Certificates... shown) {
        var dane =
                new Dane(
                        TlsaRules.of(records, DaneDigests.ALL),
                        "mx.example.test",
                        List.of("mx.example.test", "example.test"),
                        Dnssec.SECURE);
        return dane.judge(Arrays.stream(shown).map(Certificates::certificate).toList());
    }

    private static Tlsa tlsa(int usage, int selector, int matching, X509Certificate certificate)
            throws Exception {
        byte[] part =
                selector == 0 ? certificate.getEncoded() : certificate.getPublicKey().getEncoded();
        byte[] data =
                switch (matching) {
                    case 0 -> part;
                    case 1 -> MessageDigest.getInstance("SHA-256").digest(part);
                    default -> MessageDigest.getInstance("SHA-512").digest(part);
                };
        return new Tlsa(usage, selector, matching, HexFormat.of().formatHex(data));
    }
}
