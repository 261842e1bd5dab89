// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.TlsInfo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// What a client shows of itself to a server that asks for a certificate.
class ClientTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path folder;

    /// Which signatures the server takes; none: all.
    private String[] taken = new String[0];

    @Test
    void showsItsCertificateToWhoAsksForOne() throws Exception {
        SelfMadeCertificate client = made("client.test");
        ClientTls tls = ClientTls.of(client.chain(), client.key());

        Seen seen = handshake(tls);

        assertThat(seen.byServer()).isEqualTo("CN=client.test");
        assertThat(seen.byClient()).isEqualTo("CN=mx.test");
    }

    /// A server of its time takes both, in either version; one that knows RSA only is shown that.
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, ecdsa_secp256r1_sha256 rsa_pss_rsae_sha256 rsa_pkcs1_sha256, CN=curve",
        "TLSv1.2, ecdsa_secp256r1_sha256 rsa_pss_rsae_sha256 rsa_pkcs1_sha256, CN=curve",
        "TLSv1.3, rsa_pss_rsae_sha256 rsa_pkcs1_sha256, CN=rsa",
        "TLSv1.2, rsa_pss_rsae_sha256 rsa_pkcs1_sha256, CN=rsa"
    })
    void showsTheCertificateThatTheServerTakes(String version, String signatures, String shown)
            throws Exception {
        Path rsa = file("rsa", Certificates.selfMadeWithRsa(Wish.client("rsa")));
        Path curve = file("curve", Certificates.selfMade(Wish.client("curve")));
        taken = signatures.split(" ");

        for (ClientTls tls :
                List.of(
                        ClientTls.of(rsa, rsa).and(ClientTls.of(curve, curve)),
                        ClientTls.of(List.of(rsa, curve)))) {
            assertThat(handshake(tls.with(List.of(version))).byServer()).isEqualTo(shown);
        }
    }

    private Path file(String name, Certificates certificate) throws IOException {
        return Files.writeString(folder.resolve(name), certificate.pem());
    }

    @Test
    void keepsToTheVersionsItIsTold() throws Exception {
        SelfMadeCertificate client = made("client.test");
        ClientTls tls = ClientTls.of(client.chain(), client.key());

        assertThat(handshake(tls).info().protocol()).isEqualTo("TLSv1.3");
        assertThat(handshake(tls.with(List.of("TLSv1.2"))).info().protocol()).isEqualTo("TLSv1.2");
    }

    @Test
    void saysWhatIsWrongWithItsFiles() throws IOException {
        SelfMadeCertificate client = made("client.test");
        Path other = made("other.test").key();

        assertThatThrownBy(() -> ClientTls.of(client.chain(), other))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(client.chain().toString())
                .hasMessageContaining("the key is not that of the (first) certificate");
        assertThatThrownBy(() -> ClientTls.of(folder.resolve("missing"), other))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing");
    }

    private SelfMadeCertificate made(String name) throws IOException {
        return SelfMadeCertificate.in(
                Files.createDirectories(folder.resolve(name)), List.of(name), Instant.now());
    }

    /// What the two sides know of each other.
    private record Seen(TlsInfo info, String byServer, String byClient) {}

    private Seen handshake(ClientTls tls) throws Exception {
        Path server = file("mx.test", Certificates.selfMadeWithRsa(Wish.server("mx.test")));
        var context =
                (JdkSslContext)
                        SslContextBuilder.forServer(server.toFile(), server.toFile())
                                .sslProvider(SslProvider.JDK)
                                .clientAuth(ClientAuth.REQUIRE)
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .build();
        try (var socket =
                        (SSLServerSocket)
                                context.context()
                                        .getServerSocketFactory()
                                        .createServerSocket(
                                                0, 1, InetAddress.getLoopbackAddress());
                var transport = new Transport()) {
            socket.setNeedClientAuth(true);
            if (taken.length > 0) {
                SSLParameters terms = socket.getSSLParameters();
                terms.setSignatureSchemes(taken);
                socket.setSSLParameters(terms);
            }
            var shown = new FutureTask<>(() -> shownTo(socket));
            Thread.ofVirtual().start(shown);
            var address = (InetSocketAddress) socket.getLocalSocketAddress();
            try (Wire wire = transport.connect(address, Optional.empty(), PATIENCE)) {
                TlsInfo info = wire.startTls(tls, "mx.test", PATIENCE);
                String byServer = shown.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return new Seen(info, byServer, name(wire.certificates().getFirst()));
            }
        }
    }

    private static String shownTo(SSLServerSocket server) throws IOException {
        try (var client = (SSLSocket) server.accept()) {
            client.startHandshake();
            return name((X509Certificate) client.getSession().getPeerCertificates()[0]);
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
