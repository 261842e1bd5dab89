// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;

/// Faults of certificates and keys that are found when they are read, and not by the first client.
class ServerTlsTest {
    @TempDir private Path folder;

    private SelfMadeCertificate made(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        return SelfMadeCertificate.in(own, List.of(name), Instant.now());
    }

    private Path key(String algorithm) throws IOException, GeneralSecurityException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            var pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            pem.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
        }
        return Files.writeString(folder.resolve("key.pem"), text.toString());
    }

    @ParameterizedTest
    @CsvSource({"EC", "RSA", "Ed25519"})
    void refusesTheKeyOfAnotherCertificate(String algorithm) throws Exception {
        Path chain = made("a.test").chain();
        Path key = key(algorithm);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ServerTls.of(chain, key))
                .withMessage(
                        "cannot use certificate %s with key %s: the key is not that of the (first)"
                                + " certificate",
                        chain, key);
    }

    @Test
    void findsBothInOneFile() throws Exception {
        var made = made("a.test");
        Path both = folder.resolve("both.pem");
        Files.writeString(both, Files.readString(made.key()) + Files.readString(made.chain()));

        assertThatCode(() -> ServerTls.of(both, both)).doesNotThrowAnyException();
    }

    @Test
    void readsKeysOfSeveralKindsFromFilesThatAreAsOne() throws Exception {
        var wish = Certificates.Wish.server("a.test");
        Path one =
                Files.writeString(
                        folder.resolve("one.pem"),
                        Certificates.selfMadeWithRsa(wish).pem()
                                + Certificates.selfMade(wish).pem());
        Path other =
                Files.writeString(folder.resolve("other.pem"), Certificates.selfMade(wish).pem());

        assertThat(KeyAndChain.readAll(List.of(one, other)))
                .extracting(key -> key.key().getAlgorithm())
                .containsExactly("RSA", "EC", "EC");
    }

    @Test
    void refusesCertificatesBeforeSeveralKeys() throws Exception {
        var wish = Certificates.Wish.server("a.test");
        Path chain = made("a.test").chain();
        Path keys =
                Files.writeString(
                        folder.resolve("keys.pem"),
                        Certificates.selfMade(wish).pem() + Certificates.selfMade(wish).pem());

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ServerTls.of(List.of(chain, keys)))
                .withMessage(
                        "cannot use %s: expected a key, and its certificates behind it", chain);
    }

    @Test
    void saysHowToTakeThePassphraseOut() throws Exception {
        Path chain = made("a.test").chain();
        Path key =
                Files.writeString(
                        folder.resolve("key.pem"),
                        """
                        -----BEGIN ENCRYPTED PRIVATE KEY-----
                        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhp9vANDWtpAgICCAAw
                        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEG8cGTyoeUI3US/+6S8kNSEEgZA9
                        AScFLH6229z6H1CGuESdIV+VKwLd0c9ro/vwZDbTtCbdsfI8IP02PtlWCswW2hQo
                        mk/MNfJTM+MlGk/rtIEFR5oiYyTLKwQDTirBz6SY4jSpLnLmV2qW7mcuE4K/uyQv
                        LtXnYEaWQDaPqzeVQ1vfFtqU1KgorLqKIMnSo6N8UYBVENwmKbDF0AksQiefPnk=
                        -----END ENCRYPTED PRIVATE KEY-----
                        """);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ServerTls.of(chain, key))
                .withMessageContaining("openssl pkey -in KEY -out NEW");
    }
}
