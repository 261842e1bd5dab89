// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Judgement;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Names;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Verdict;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class CertificateMatchTest {
    private static final Names NAMES = new Names("mx1.example.test", "example.test");

    private static final TlsPolicy BY_NAME = policy(ClientTlsLevel.VERIFY, "hostname");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "mx1.example.test, hostname, VERIFIED",
        "MX1.Example.Test, hostname, VERIFIED",
        "mx2.example.test, hostname, TRUSTED",
        "example.test, nexthop, VERIFIED",
        "mx9.example.test, dot-nexthop, VERIFIED",
        "example.test, dot-nexthop, TRUSTED",
        "badexample.test, dot-nexthop, TRUSTED",
        "*.example.test, hostname, VERIFIED",
        "*.example.test, nexthop, TRUSTED",
        "*.example.test, a.b.example.test, TRUSTED",
        "other.test, other.test, VERIFIED",
        "other.test, .test, VERIFIED"
    })
    void comparesNames(String certified, String wanted, Verdict verdict) throws Exception {
        var certificate = certificate(List.of(certified), Instant.now());
        var match = new CertificateMatch(TrustedRoots.of(List.of(file())), "sha256");

        assertThat(
                        match.judge(
                                        List.of(certificate),
                                        policy(ClientTlsLevel.VERIFY, wanted),
                                        NAMES)
                                .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void trustsNobodyOfItself() throws Exception {
        var certificate = certificate(List.of("mx1.example.test"), Instant.now());
        var match = new CertificateMatch(TrustedRoots.none(), "sha256");
        var policy = policy(ClientTlsLevel.VERIFY, "hostname");

        assertThat(match.judge(List.of(certificate), policy, NAMES))
                .isEqualTo(new Judgement(Verdict.UNTRUSTED, "there are no authorities to trust"));
        assertThat(match.judge(List.of(), policy, NAMES))
                .isEqualTo(new Judgement(Verdict.ANONYMOUS, "no certificate was shown"));
    }

    @Test
    void trustsAnotherCertificateNotAtAll() throws Exception {
        certificate(List.of("mx1.example.test"), Instant.now());
        TrustedRoots roots = TrustedRoots.of(List.of(file()));
        Files.delete(file());
        Files.delete(folder.resolve("self-made-key.pem"));
        var forged = certificate(List.of("mx1.example.test"), Instant.now());
        var match = new CertificateMatch(roots, "sha256");

        assertThat(match.judge(List.of(forged), BY_NAME, NAMES).verdict())
                .isEqualTo(Verdict.UNTRUSTED);
    }

    @Test
    void saysWhatIsWrongWithACertificate() throws Exception {
        var root = Certificates.selfMade(Wish.authority("Root"));
        var other = Certificates.selfMade(Wish.authority("Other"));
        var match = new CertificateMatch(TrustedRoots.of(List.of(pem("root", root))), "sha256");
        Wish server = Wish.server("mx1.example.test");

        assertThat(
                        Stream.of(
                                root.issue(server.made(Duration.ofDays(400))),
                                root.issue(server.made(Duration.ofDays(-1))),
                                other.issue(server),
                                Certificates.selfMade(server),
                                root.issue(Wish.server("a.test"))))
                .map(it -> match.judge(List.of(it.certificate()), BY_NAME, NAMES).fault())
                .containsExactly(
                        "certificate has expired",
                        "certificate not yet valid",
                        "untrusted issuer CN=Other",
                        "self-signed certificate",
                        "server certificate names do not match: a.test");
    }

    // Neither is a root, and no root counts beside them
    @Test
    void trustsAnchorsAndNobodyElse() throws Exception {
        var root = Certificates.selfMade(Wish.authority("Root"));
        var middle = root.issue(Wish.authority("Middle"));
        var other = root.issue(Wish.authority("Other"));
        byte[] key = middle.certificate().getPublicKey().getEncoded();
        var match = new CertificateMatch(TrustedRoots.of(List.of(pem("root", root))), "sha256");
        Wish server = Wish.server("mx1.example.test");

        for (Path file : List.of(pem("middle", middle), pem("key", "PUBLIC KEY", key))) {
            var anchors = Optional.of(TrustAnchors.of(List.of(file)));
            var policy = policy(ClientTlsLevel.VERIFY, "hostname", anchors);
            assertThat(Stream.of(middle.issue(server), other.issue(server)))
                    .map(it -> match.judge(chain(it, middle, other), policy, NAMES))
                    .containsExactly(
                            new Judgement(Verdict.VERIFIED, ""),
                            new Judgement(Verdict.UNTRUSTED, "no trust anchor vouches for it"));
        }
    }

    private static List<X509Certificate> chain(Certificates... all) {
        return Arrays.stream(all).map(Certificates::certificate).toList();
    }

    @Test
    void saysWhatIsWrongWithFilesOfAnchors() throws Exception {
        for (Path wrong :
                List.of(
                        pem("empty", "CERTIFICATE", new byte[0]),
                        pem("secret", "PRIVATE KEY", new byte[1]),
                        Files.writeString(folder.resolve("text"), "text"))) {
            assertThatThrownBy(() -> TrustAnchors.of(List.of(wrong)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(wrong + ": expected CERTIFICATE or PUBLIC KEY in PEM form");
        }
    }

    @Test
    void knowsFingerprintsOfCertificatesAndKeys() throws Exception {
        var certificate = certificate(List.of("any.test"), Instant.now());
        var match = new CertificateMatch(TrustedRoots.none(), "sha256");
        var colons = HexFormat.ofDelimiter(":").withUpperCase();
        MessageDigest sha = MessageDigest.getInstance("SHA-256");

        for (byte[] octets :
                List.of(certificate.getEncoded(), certificate.getPublicKey().getEncoded())) {
            String fingerprint = colons.formatHex(sha.digest(octets));
            var policy = policy(ClientTlsLevel.FINGERPRINT, fingerprint);
            assertThat(match.judge(List.of(certificate), policy, NAMES))
                    .isEqualTo(new Judgement(Verdict.VERIFIED, ""));
        }
        assertThat(
                        match.judge(
                                        List.of(certificate),
                                        policy(ClientTlsLevel.FINGERPRINT, "00:11"),
                                        NAMES)
                                .verdict())
                .isEqualTo(Verdict.UNTRUSTED);
    }

    @Test
    void saysWhatIsWrongWithFilesOfAuthorities() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");

        assertThatThrownBy(() -> TrustedRoots.of(List.of(empty)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> TrustedRoots.filesIn(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("openssl rehash");
        Path hashed = Files.writeString(folder.resolve("0a1b2c3d.0"), "x");
        assertThat(TrustedRoots.filesIn(folder)).containsExactly(hashed);
        assertThatThrownBy(() -> new CertificateMatch(TrustedRoots.none(), "sha257"))
                .hasMessageContaining("SHA-257");
    }

    private static TlsPolicy policy(ClientTlsLevel level, String match) {
        return policy(level, match, Optional.empty());
    }

    private static TlsPolicy policy(
            ClientTlsLevel level, String match, Optional<TrustAnchors> anchors) {
        var versions = new TlsPolicy.Versions(List.of(), List.of());
        return new TlsPolicy(level, List.of(match), versions, "", anchors);
    }

    private Path pem(String name, String kind, byte[] octets) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(octets);
        return Files.writeString(
                folder.resolve(name),
                "a note\n-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
    }

    private Path pem(String name, Certificates of) throws Exception {
        return pem(name, "CERTIFICATE", of.certificate().getEncoded());
    }

    private Path file() {
        return folder.resolve("self-made-cert.pem");
    }

    private X509Certificate certificate(List<String> names, Instant now) throws Exception {
        SelfMadeCertificate.in(folder, names, now.minus(Duration.ofDays(1)));
        try (InputStream in = Files.newInputStream(file())) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
