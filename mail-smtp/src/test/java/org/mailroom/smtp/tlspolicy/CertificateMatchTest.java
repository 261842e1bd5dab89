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
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Names;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Verdict;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

class CertificateMatchTest {
    private static final Names NAMES = new Names("mx1.example.test", "example.test");

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

        assertThat(match.judge(List.of(certificate), policy(ClientTlsLevel.VERIFY, wanted), NAMES))
                .isEqualTo(verdict);
    }

    @Test
    void trustsNobodyOfItself() throws Exception {
        var certificate = certificate(List.of("mx1.example.test"), Instant.now());
        var match = new CertificateMatch(TrustedRoots.none(), "sha256");
        var policy = policy(ClientTlsLevel.VERIFY, "hostname");

        assertThat(match.judge(List.of(certificate), policy, NAMES)).isEqualTo(Verdict.UNTRUSTED);
        assertThat(match.judge(List.of(), policy, NAMES)).isEqualTo(Verdict.ANONYMOUS);
    }

    @Test
    void trustsAnotherCertificateNotAtAll() throws Exception {
        certificate(List.of("mx1.example.test"), Instant.now());
        TrustedRoots roots = TrustedRoots.of(List.of(file()));
        Files.delete(file());
        Files.delete(folder.resolve("self-made-key.pem"));
        var forged = certificate(List.of("mx1.example.test"), Instant.now());
        var match = new CertificateMatch(roots, "sha256");

        assertThat(match.judge(List.of(forged), policy(ClientTlsLevel.VERIFY, "hostname"), NAMES))
                .isEqualTo(Verdict.UNTRUSTED);
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
                    .isEqualTo(Verdict.VERIFIED);
        }
        assertThat(
                        match.judge(
                                List.of(certificate),
                                policy(ClientTlsLevel.FINGERPRINT, "00:11"),
                                NAMES))
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
        return new TlsPolicy(
                level, List.of(match), new TlsPolicy.Versions(List.of(), List.of()), "");
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
