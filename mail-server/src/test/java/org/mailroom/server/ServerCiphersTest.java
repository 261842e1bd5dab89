// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.TrustingTls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/// What clients and a whole server agree on: `smtpd_tls_mandatory_ciphers`, and certificates of two
/// kinds.
class ServerCiphersTest {
    private static final String CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA";

    @TempDir Path folder;

    private String agreed(String parameters, String cipher) throws Exception {
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + parameters);
        SSLContext trusting = TrustingTls.context();
        try (var server = Mailroom.start(MainCf.load(folder, List.of()));
                var socket = (SSLSocket) trusting.getSocketFactory().createSocket()) {
            socket.connect(server.address("imaps"), 10_000);
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {cipher});
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @Test
    void agreesToNothingOldWhereTlsIsMandatory() {
        assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> agreed("", CBC));
    }

    @Test
    void agreesToOldCiphersIfAskedTo() throws Exception {
        assertThat(agreed("smtpd_tls_mandatory_ciphers = medium\n", CBC)).isEqualTo(CBC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
            })
    void showsEachClientTheCertificateThatItCanUse(String cipher) throws Exception {
        var wish = Certificates.Wish.server("mail.example.org");
        Files.writeString(folder.resolve("rsa"), Certificates.selfMadeWithRsa(wish).pem());
        Files.writeString(folder.resolve("ec"), Certificates.selfMade(wish).pem());

        String both =
                """
                smtpd_tls_cert_file = $config_directory/rsa
                smtpd_tls_eccert_file = $config_directory/ec
                """;

        assertThat(agreed(both, cipher)).isEqualTo(cipher);
    }
}
