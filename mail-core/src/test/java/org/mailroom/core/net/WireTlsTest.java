// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

class WireTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LEAVING = 2000;

    @TempDir Path folder;
    private final Transport transport = new Transport();
    private final CompletableFuture<String> seen = new CompletableFuture<>();
    private SelfMadeCertificate certificate = new SelfMadeCertificate(Path.of(""), Path.of(""));

    @BeforeEach
    void makeCertificate() throws IOException {
        certificate = SelfMadeCertificate.in(folder, List.of("mx.test"), Instant.now());
    }

    @AfterEach
    void closeTransport() {
        transport.close();
    }

    @Test
    void keepsTheKeyToItsOwner() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificate.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void turnsARunningConnectionIntoTls() throws Exception {
        Listener listener = transport.listen(door(Optional.empty(), this::startTls));
        Wire client = transport.connect(listener.address(), Optional.empty(), PATIENCE);
        client.write("STARTTLS\r\n");
        client.flush();
        assertThat(line(client)).isEqualTo("220 go ahead");

        client.startTls(ClientTls.anonymous(), "mx.test", PATIENCE);

        client.write("NOOP\r\n");
        client.flush();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("TLSv1.3 NOOP");
        client.close();
    }

    @Test
    void endsTheSessionWhenACommandCameWithStartTls() throws Exception {
        Listener listener = transport.listen(door(Optional.empty(), this::startTls));

        try (var client = new Socket()) {
            client.connect(listener.address(), 5_000);
            client.setSoTimeout(10_000);
            client.getOutputStream()
                    .write("STARTTLS\r\nNOOP\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("TLS");
        }
    }

    @Test
    void doesNotWaitForTheHandshakeOfOneWhoSendsNoMore() throws Exception {
        Listener listener = transport.listen(door(Optional.empty(), this::startTls));

        try (var client = new Socket()) {
            client.connect(listener.address(), 5_000);
            client.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();

            assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("TLS");
        }
    }

    // What comes while the handler is put in may not pass it by
    @Test
    void doesNotWaitForTheHandshakeOfThoseWhoLeaveAtOnce() throws Exception {
        ServerTls tls = serverTls();
        var ended = new LinkedBlockingQueue<String>();
        Listener listener =
                transport.listen(
                        door(
                                Optional.empty(),
                                wire -> {
                                    line(wire);
                                    wire.write("220 go ahead\r\n");
                                    try {
                                        wire.startTls(tls, PATIENCE);
                                    } catch (WireClosedException e) {
                                        ended.add(e.reason().toString());
                                    }
                                }));
        for (int i = 0; i < LEAVING; i++) {
            Thread.startVirtualThread(() -> startTlsAndLeave(listener));
        }
        for (int i = 0; i < LEAVING; i++) {
            assertThat(ended.poll(PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS)).isEqualTo("TLS");
        }
    }

    private static void startTlsAndLeave(Listener listener) {
        try (var client = new Socket()) {
            client.connect(listener.address(), 5_000);
            client.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes("220 go ahead\r\n".length());
            client.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Timeout(30)
    void doesNotWaitForTheHandshakeOfOneWhoHasGone() throws Exception {
        Listener listener =
                transport.listen(
                        door(
                                Optional.empty(),
                                wire -> {
                                    line(wire);
                                    wire.write("220 go ahead\r\n");
                                }));
        Wire client = transport.connect(listener.address(), Optional.empty(), PATIENCE);
        client.write("STARTTLS\r\n");
        client.flush();
        line(client);

        assertThatThrownBy(
                        () ->
                                client.startTls(
                                        ClientTls.anonymous(), "mx.test", Duration.ofMinutes(5)))
                .isInstanceOf(WireClosedException.class);
    }

    @Test
    void doesNotWaitLongerThanItMayForAHandshake() throws Exception {
        Listener listener =
                transport.listen(
                        door(
                                Optional.empty(),
                                wire -> {
                                    line(wire);
                                    try {
                                        wire.startTls(serverTls(), Duration.ofMillis(50));
                                    } catch (WireClosedException e) {
                                        seen.complete(e.reason() + " " + e.getMessage());
                                    }
                                }));

        try (Socket client = connect(listener)) {
            client.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("TLS TLS handshake: timeout");
        }
    }

    /// Whether the client says nothing, or half of what a handshake begins with.
    @ParameterizedTest
    @ValueSource(strings = {"", "1603010200010001fc0303"})
    void beginsNoSessionWhereTheHandshakeTakesTooLong(String sent) throws Exception {
        var begun = new AtomicBoolean();
        Listener listener =
                transport.listen(
                        door(Optional.of(wrapper(Duration.ofMillis(50))), _ -> begun.set(true)));

        try (Socket client = connect(listener)) {
            client.getOutputStream().write(HexFormat.of().parseHex(sent));

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            listener.drain(PATIENCE);
            assertThat(begun).isFalse();
        }
    }

    private static Socket connect(Listener listener) throws IOException {
        var client = new Socket();
        client.connect(listener.address(), 5_000);
        client.setSoTimeout(10_000);
        return client;
    }

    private Door.Wrapper wrapper(Duration patience) {
        return new Door.Wrapper(this::serverTls, () -> patience);
    }

    @Test
    void beginsWithTlsAtADoorThatWantsIt() throws Exception {
        Listener listener =
                transport.listen(
                        door(
                                Optional.of(wrapper(PATIENCE)),
                                wire ->
                                        seen.complete(
                                                wire.tls().orElseThrow().protocol() + line(wire))));
        Wire client = transport.connect(listener.address(), Optional.empty(), PATIENCE);

        client.startTls(ClientTls.anonymous(), "mx.test", PATIENCE);

        client.write(" hello\r\n");
        client.flush();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("TLSv1.3 hello");
        client.close();
    }

    private void startTls(Wire wire) {
        line(wire);
        wire.write("220 go ahead\r\n");
        try {
            String protocol = wire.startTls(serverTls(), PATIENCE).protocol();
            seen.complete(protocol + " " + line(wire));
        } catch (WireClosedException e) {
            seen.complete(e.reason().toString());
        }
    }

    private ServerTls serverTls() {
        return ServerTls.of(certificate.chain(), certificate.key());
    }

    private static Door door(Optional<Door.Wrapper> wrapper, Door.SessionStarter starter) {
        return new Door(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                wrapper,
                new Door.Limits(0, 0),
                "421 busy",
                starter);
    }

    private static String line(Wire wire) {
        return switch (wire.input().readLine(1000, PATIENCE)) {
            case LineRead.Line line -> line.text(StandardCharsets.US_ASCII);
            case LineRead.TooLong _ -> "too long";
            case LineRead.NoLine(var kind) -> kind.toString();
        };
    }
}
