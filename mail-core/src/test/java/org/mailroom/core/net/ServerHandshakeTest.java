// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.CipherGrade;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;
import org.mailroom.core.tls.Ciphers;
import org.mailroom.core.tls.ServerTerms;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.core.tls.TrustingTls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// Handshakes with a client that nobody here wrote: the JDK's.
class ServerHandshakeTest {
    private static final String TLS_1_2 = "TLSv1.2";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path folder;
    private final Transport transport = new Transport();
    private SSLContext client;
    private ServerTls server;

    @BeforeEach
    void start() throws Exception {
        forgetSessions();
        var wish = Wish.server("mail.test");
        server =
                ServerTls.of(
                        List.of(
                                file(
                                        "both",
                                        Certificates.selfMadeWithRsa(wish),
                                        Certificates.selfMade(wish))));
    }

    private void forgetSessions() throws GeneralSecurityException {
        client = TrustingTls.context();
    }

    @AfterEach
    void stop() {
        transport.close();
    }

    private Path file(String name, Certificates... certificates) throws IOException {
        var text = new StringBuilder();
        for (Certificates one : certificates) {
            text.append(one.pem());
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private Listener listen() throws IOException {
        return listen(_ -> {});
    }

    private Listener listen(Consumer<Wire> look) throws IOException {
        return transport.listen(
                new Door(
                        "test",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(new Door.Wrapper(() -> server, () -> PATIENCE)),
                        new Door.Limits(0, 0),
                        "421 busy",
                        wire -> {
                            look.accept(wire);
                            wire.write("hello\r\n");
                        }));
    }

    private SSLSession handshake(Listener door, SSLParameters wish) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket()) {
            socket.connect(door.address());
            socket.setSoTimeout(10_000);
            socket.setSSLParameters(wish);
            socket.startHandshake();
            assertThat(socket.getInputStream().readNBytes(5))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("hello");
            return socket.getSession();
        }
    }

    private static SSLParameters wish() {
        return new SSLParameters();
    }

    private static SSLParameters named(String name) {
        SSLParameters wish = wish();
        wish.setServerNames(List.of(new SNIHostName(name)));
        return wish;
    }

    private static String name(SSLSession session) throws IOException {
        return own(session).getSubjectX500Principal().getName();
    }

    private static X509Certificate own(SSLSession session) throws IOException {
        return (X509Certificate) session.getPeerCertificates()[0];
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.net, CN=mail.example.net",
        "MAIL.example.net, CN=mail.example.net",
        "broken.test, CN=mail.test",
        "other.test, CN=mail.test"
    })
    void showsTheCertificateOfTheNameThatIsWanted(String wanted, String shown) throws Exception {
        Path own = file("own", Certificates.selfMade(Wish.server("mail.example.net")));
        server =
                server.with(
                        name ->
                                switch (name) {
                                    case "mail.example.net" -> List.of(own);
                                    case "broken.test" -> List.of(folder.resolve("none"));
                                    default -> List.of();
                                });
        Listener door = listen();

        assertThat(name(handshake(door, named(wanted)))).isEqualTo(shown);
        forgetSessions();
        assertThat(name(handshake(door, wish()))).isEqualTo("CN=mail.test");
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256, EC",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, EC",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA",
    })
    void showsACertificateThatTheClientCanUse(String version, String cipher, String algorithm)
            throws Exception {
        SSLParameters wish = wish();
        wish.setProtocols(new String[] {version});
        wish.setCipherSuites(new String[] {cipher});

        SSLSession session = handshake(listen(), wish);

        assertThat(own(session).getPublicKey().getAlgorithm()).isEqualTo(algorithm);
    }

    @Test
    void showsWhoKnowsRsaOnlyTheCertificateForIt() throws Exception {
        SSLParameters wish = wish();
        wish.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"});

        assertThat(own(handshake(listen(), wish)).getPublicKey().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void speaksNoProtocolButItsOwn() throws Exception {
        server = server.with(terms("imap"));
        Listener door = listen();
        SSLParameters own = wish();
        own.setApplicationProtocols(new String[] {"http/1.1", "imap"});
        SSLParameters foreign = wish();
        foreign.setApplicationProtocols(new String[] {"http/1.1", "pop3"});

        handshake(door, own);
        handshake(door, wish());
        assertThatThrownBy(() -> handshake(door, foreign))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    private static ServerTerms terms(String protocol) {
        return new ServerTerms(
                ServerTerms.VERSIONS,
                ServerTerms.USUAL.ciphers(),
                Optional.of(protocol),
                ServerTerms.Certificates.NOT_ASKED_FOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", TLS_1_2})
    void resumesSessions(String version) throws Exception {
        SSLParameters wish = wish();
        wish.setProtocols(new String[] {version});
        Listener door = listen();

        SSLSession first = handshake(door, wish);
        SSLSession second = handshake(door, wish);

        assertThat(second.getCreationTime()).isEqualTo(first.getCreationTime());
    }

    /// Postfix has had this fault until 2026.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", TLS_1_2})
    void resumesNoSessionOfAnotherService(String version) throws Exception {
        ServerTls any = server;
        server = any.with(terms("smtp"));
        Listener own = listen();
        server = any.with(terms("imap"));
        Listener other = listen();

        SSLSession first = handshakeAsWithOnePlace(own, version);
        SSLSession again = handshakeAsWithOnePlace(own, version);
        SSLSession elsewhere = handshakeAsWithOnePlace(other, version);

        assertThat(again.getCreationTime()).isEqualTo(first.getCreationTime());
        assertThat(elsewhere.getCreationTime()).isGreaterThan(first.getCreationTime());
    }

    /// The client takes all doors for the same, and offers each what it has from any of them.
    private SSLSession handshakeAsWithOnePlace(Listener door, String version) throws IOException {
        var plain = new Socket();
        plain.connect(door.address());
        try (SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(plain, "mail.test", 1, true)) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
            return socket.getSession();
        }
    }

    /// RFC 9325 §3.5.
    @Test
    void doesNotNegotiateAnew() throws Exception {
        Listener door = listen(wire -> wire.input().await(Duration.ofSeconds(10)));
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket()) {
            socket.connect(door.address());
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {TLS_1_2});
            socket.startHandshake();

            assertThatThrownBy(
                            () -> {
                                socket.startHandshake();
                                socket.getInputStream().readAllBytes();
                            })
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("renegotiation");
        }
    }

    /// What the one library has exported from its end, the other has from its own.
    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"})
    void bindsLoginsToKeysThatBothEndsHave(String cipher) throws Exception {
        var seen = new CompletableFuture<Optional<byte[]>>();
        SSLParameters wish = wish();
        wish.setCipherSuites(new String[] {cipher});

        var session =
                (ExtendedSSLSession)
                        handshake(
                                listen(
                                        wire ->
                                                seen.complete(
                                                        wire.tls()
                                                                .orElseThrow()
                                                                .channel()
                                                                .binding("tls-exporter"))),
                                wish);

        assertThat(seen.get(10, TimeUnit.SECONDS).orElseThrow())
                .isEqualTo(
                        session.exportKeyingMaterialData(
                                "EXPORTER-Channel-Binding", new byte[0], 32));
    }

    @Test
    void offersNoBindingToTls12WhichHasNoSafeOne() throws Exception {
        var seen = new CompletableFuture<Boolean>();
        SSLParameters wish = wish();
        wish.setProtocols(new String[] {TLS_1_2});

        handshake(
                listen(wire -> seen.complete(wire.tls().orElseThrow().channel().canBind())), wish);

        assertThat(seen.get(10, TimeUnit.SECONDS)).isFalse();
    }

    /// With the other library, and nothing but the key exchange that is safe from quantum
    /// computers.
    @Test
    void agreesOnKeysThatAQuantumComputerDoesNotFind() throws Exception {
        assumeThat(OpenSsl.isAvailable()).isTrue();
        SslContext modern =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.OPENSSL)
                        .option(OpenSslContextOption.GROUPS, new String[] {"X25519MLKEM768"})
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .build();
        SslHandler handler = modern.newHandler(ByteBufAllocator.DEFAULT);
        var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(handler)
                    .connect(listen().address())
                    .sync();

            assertThat(handler.handshakeFuture().await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(handler.handshakeFuture().cause()).isNull();
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void usesTheVersionsAndCiphersThatAreAllowed() throws Exception {
        server =
                server.with(
                        new ServerTerms(
                                List.of(TLS_1_2),
                                Ciphers.of(CipherGrade.HIGH, List.of("AES128")),
                                Optional.empty(),
                                ServerTerms.Certificates.NOT_ASKED_FOR));
        Listener door = listen();
        SSLParameters modern = wish();
        modern.setProtocols(new String[] {"TLSv1.3"});

        SSLSession session = handshake(door, wish());

        assertThat(session.getProtocol()).isEqualTo(TLS_1_2);
        assertThat(session.getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        assertThatThrownBy(() -> handshake(door, modern)).isInstanceOf(SSLException.class);
    }
}
