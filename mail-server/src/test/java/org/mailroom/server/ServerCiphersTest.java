// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.tls.TrustingTls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/// `smtpd_tls_mandatory_ciphers` at the door of a whole server.
class ServerCiphersTest {
    private static final String CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA";

    @TempDir Path folder;

    private String agreed(String parameters) throws Exception {
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(folder.resolve("users"), "demo:{PLAIN}secret\n");
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + parameters);
        SSLContext trusting = TrustingTls.context();
        try (var server = Mailroom.start(MainCf.load(folder, List.of()));
                var socket = (SSLSocket) trusting.getSocketFactory().createSocket()) {
            socket.connect(server.address("imaps"), 10_000);
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {CBC});
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @Test
    void agreesToNothingOldWhereTlsIsMandatory() {
        assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> agreed(""));
    }

    @Test
    void agreesToOldCiphersIfAskedTo() throws Exception {
        assertThat(agreed("smtpd_tls_mandatory_ciphers = medium\n")).isEqualTo(CBC);
    }
}
