// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.log.LogCapture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class TransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    // The binary form of the PROXY protocol, version 2: TCP over IPv4
    private static final byte[] PROXY =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb007107c633640112670019");

    private static final Peer BEHIND_PROXY =
            new Peer(
                    new InetSocketAddress("203.0.113.7", 4711),
                    new InetSocketAddress("198.51.100.1", 25));

    private final Transport transport = new Transport();

    @AfterEach
    void closeTransport() {
        transport.close();
    }

    @Test
    void givesTheSessionLinesHoweverTheyAreCut() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire) + "|" + line(wire)));

        try (Socket client = connect(listener)) {
            for (byte octet : "EHLO a\r\nMAIL\n".getBytes(StandardCharsets.US_ASCII)) {
                client.getOutputStream().write(octet);
                client.getOutputStream().flush();
            }
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("EHLO a CRLF|MAIL BARE_LF");
        }
    }

    @Test
    void throwsAnOverlongLineAwayAndReadsTheNext() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire) + "|" + line(wire)));

        try (Socket client = connect(listener)) {
            send(client, "x".repeat(60_000) + "\r\nNOOP\r\n");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("too long|NOOP CRLF");
        }
    }

    @Test
    void givesUpALineWithoutEnd() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire) + "|" + line(wire)));

        try (Socket client = connect(listener)) {
            send(client, "x".repeat(70_000));
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("ENDLESS|ENDLESS");
        }
    }

    @Test
    void knowsATlsHandshakeByItsFirstOctet() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire)));

        try (Socket client = connect(listener)) {
            send(client, "\u0016\u0003\u0001");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("TLS_RECORD");
        }
    }

    @Test
    void letsASessionThatWaitsSayGoodByeBeforeTheServerStops() throws Exception {
        var waiting = new CountDownLatch(1);
        Listener listener =
                listen(
                        wire -> {
                            waiting.countDown();
                            assertThatThrownBy(() -> line(wire))
                                    .isInstanceOf(WireClosedException.class)
                                    .extracting("reason")
                                    .isEqualTo(WireClosedException.Reason.CLOSED_HERE);
                            wire.write("421 bye\r\n");
                        });

        try (Socket client = connect(listener)) {
            send(client, "half a line");
            assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
            listener.drain(Duration.ofMinutes(1));
            assertThat(read(client)).isEqualTo("421 bye\r\n");
        }
    }

    @Test
    void readsAnnouncedContentToItsEndWhileTheServerStops() throws Exception {
        var reading = new CountDownLatch(1);
        Listener listener =
                listen(
                        wire -> {
                            reading.countDown();
                            byte[] octet = new byte[1];
                            wire.input().read(octet, 0, 1, PATIENCE);
                            wire.write("250 got " + (char) octet[0] + "\r\n");
                        });

        try (Socket client = connect(listener)) {
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
            Thread stop = Thread.ofVirtual().start(() -> listener.drain(Duration.ofMinutes(1)));
            send(client, "x");
            assertThat(read(client)).isEqualTo("250 got x\r\n");
            stop.join();
        }
    }

    @Test
    void countsOnlyThoseWhoHaveNotLoggedIn() throws Exception {
        var limits = new Door.Limits(0, 1, Door.Counted.STRANGERS, Door.Clients.ALIKE);
        Listener listener =
                transport.listen(
                        door(
                                loopback(),
                                limits,
                                wire -> {
                                    wire.write("hello\n");
                                    wire.flush();
                                    line(wire);
                                    wire.recognized();
                                    wire.write("welcome\n");
                                    wire.flush();
                                    line(wire);
                                }));

        try (Socket first = connect(listener)) {
            assertThat(readLine(first)).isEqualTo("hello");
            try (Socket second = connect(listener)) {
                assertThat(readLine(second)).isEqualTo("421 too many connections\r");
            }
            send(first, "login\n");
            assertThat(readLine(first)).isEqualTo("welcome");
            try (Socket third = connect(listener)) {
                assertThat(readLine(third)).isEqualTo("hello");
            }
        }
    }

    @Test
    void refusesWhatTheProcessCannotBear() throws Exception {
        try (var small = new Transport(new Capacity(1))) {
            Listener listener =
                    small.listen(
                            door(
                                    loopback(),
                                    wire -> {
                                        wire.write("hello\n");
                                        wire.flush();
                                        line(wire);
                                    }));

            try (Socket first = connect(listener)) {
                assertThat(readLine(first)).isEqualTo("hello");
                try (Socket second = connect(listener)) {
                    assertThat(readLine(second)).isEqualTo("421 too many connections\r");
                }
            }
        }
    }

    @Test
    void sendsWhatTheSessionWrote() throws Exception {
        Listener listener = listen(wire -> wire.write("220 mx ESMTP\r\n"));

        try (Socket client = connect(listener)) {
            assertThat(read(client)).isEqualTo("220 mx ESMTP\r\n");
        }
    }

    @Test
    void refusesTheConnectionPastTheLimitOfOneClient() throws Exception {
        Listener listener =
                listen(
                        wire -> {
                            wire.write("!");
                            wire.flush();
                            wire.input().await(PATIENCE);
                        });

        try (Socket first = connect(listener);
                Socket second = connect(listener)) {
            assertThat(first.getInputStream().read()).isEqualTo('!');
            assertThat(second.getInputStream().read()).isEqualTo('!');
            try (Socket third = connect(listener)) {
                assertThat(read(third)).isEqualTo("421 too many connections\r\n");
            }
        }
    }

    @Test
    void tellsOfTheClientWithTooManyConnections() throws Exception {
        var told = new CompletableFuture<String>();
        var clients =
                new Door.Clients(
                        ClientPrefix::of,
                        _ -> false,
                        (address, number) ->
                                told.complete(number + " of " + address.getHostAddress()));
        var limits = new Door.Limits(0, 1, Door.Counted.ALL, clients);
        Listener listener =
                transport.listen(
                        door(
                                loopback(),
                                limits,
                                wire -> {
                                    wire.write("!");
                                    wire.flush();
                                    wire.input().await(PATIENCE);
                                }));

        try (Socket first = connect(listener)) {
            assertThat(first.getInputStream().read()).isEqualTo('!');
            try (Socket second = connect(listener)) {
                assertThat(read(second)).isEqualTo("421 too many connections\r\n");
            }
            assertThat(told).succeedsWithin(PATIENCE).isEqualTo("2 of 127.0.0.1");
        }
    }

    @Test
    void endsTheSessionWhenAPeerDoesNotRead() throws Exception {
        var end = new CompletableFuture<WireClosedException.Reason>();
        Listener listener =
                listen(
                        wire -> {
                            wire.writeTimeout(Duration.ofMillis(200));
                            byte[] much = new byte[1 << 20];
                            try {
                                for (int i = 0; i < 100; i++) {
                                    wire.write(much, 0, much.length);
                                }
                            } catch (WireClosedException e) {
                                end.complete(e.reason());
                            }
                        });

        try (Socket client = connect(listener)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(WireClosedException.Reason.TIMEOUT);
        }
    }

    @Test
    void answersAPeerThatHasSaidAllItWill() throws Exception {
        Listener listener =
                listen(
                        wire -> {
                            String first = line(wire);
                            assertThatThrownBy(() -> line(wire))
                                    .isInstanceOf(WireClosedException.class)
                                    .extracting("reason")
                                    .isEqualTo(WireClosedException.Reason.LOST);
                            wire.write("250 " + first + "\r\n");
                        });

        try (Socket client = connect(listener)) {
            send(client, "NOOP\r\n");
            client.shutdownOutput();
            assertThat(read(client)).isEqualTo("250 NOOP CRLF\r\n");
        }
    }

    @Test
    void closesAWireThatOutlivesTheTransport() throws Exception {
        var other = new Transport();
        Listener listener = listen(wire -> line(wire));
        Wire wire = other.connect(listener.address(), Optional.empty(), PATIENCE);
        other.close();

        assertThatCode(wire::close).doesNotThrowAnyException();

        assertThat(wire.isConnected()).isFalse();
    }

    @Test
    void wakesASessionThatAwaitsInput() throws Exception {
        var wires = new LinkedBlockingQueue<Wire>();
        var answer = new CompletableFuture<Awaited>();
        Listener listener =
                listen(
                        wire -> {
                            wires.add(wire);
                            answer.complete(wire.input().await(PATIENCE));
                        });

        try (Socket client = connect(listener)) {
            assertThat(client.isConnected()).isTrue();
            wires.take().input().wake();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Awaited.WOKEN);
        }
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        Listener listener = listen(wire -> {});

        assertThatThrownBy(() -> transport.listen(door(listener.address(), wire -> {})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on")
                .hasMessageContaining(String.valueOf(listener.address().getPort()));
    }

    @Test
    void listensOnAUnixSocketInThePlaceOfADeadServer(@TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("run").resolve("lmtp"));
        Files.createDirectory(folder.resolve("run"));
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address);
        }

        transport.listen(door(address, wire -> wire.write(line(wire) + "\r\n")));

        Wire wire = transport.connect(address, PATIENCE);
        wire.write("hello\r\n");
        wire.flush();
        assertThat(line(wire)).isEqualTo("hello CRLF CRLF");
        wire.close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address.getPath())))
                .isEqualTo("rw-rw-rw-");
        assertThatThrownBy(() -> transport.listen(door(address, _ -> {})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use");
    }

    @Test
    void believesAProxyOfItsDoor() throws Exception {
        var peers = new LinkedBlockingQueue<Peer>();
        Listener listener = transport.listen(behindProxy(PATIENCE, wire -> peers.add(wire.peer())));
        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(PROXY);

            assertThat(peers.poll(10, TimeUnit.SECONDS)).isEqualTo(BEHIND_PROXY);
        }
    }

    /// Who may open the socket is the proxy: its address, which all on this host have, proves
    /// nothing.
    @Test
    void believesWhoeverComesByTheUnixSocketOfAProxy(@TempDir Path folder) throws Exception {
        var peers = new LinkedBlockingQueue<Peer>();
        Path file = folder.resolve("door");
        var proxies = new Door.Proxies(_ -> false, PATIENCE);
        transport.listen(
                behindProxy(
                        UnixDomainSocketAddress.of(file), proxies, wire -> peers.add(wire.peer())));
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            client.write(ByteBuffer.wrap(PROXY));

            assertThat(peers.poll(10, TimeUnit.SECONDS)).isEqualTo(BEHIND_PROXY);
        }
    }

    @Test
    void believesNobodyElseByAnAddress() throws Exception {
        var peers = new LinkedBlockingQueue<Peer>();
        var proxies = new Door.Proxies(_ -> false, PATIENCE);
        Listener listener =
                transport.listen(behindProxy(loopback(), proxies, wire -> peers.add(wire.peer())));
        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(PROXY);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(peers).isEmpty();
        }
    }

    /// Something that a client says is nested too deeply for a parser: it is a matter of this
    /// session, and of one line in the log.
    @Test
    void goesOnWhereASessionNeedsTooMuchStack() throws Exception {
        try (var log = new LogCapture(Transport.class.getPackage())) {
            Listener listener = listen(wire -> nest(wire, 0));

            for (int i = 0; i < 3; i++) {
                try (Socket client = connect(listener)) {
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
            listener.drain(PATIENCE);

            assertThat(log.messages())
                    .hasSize(3)
                    .allMatch(
                            line -> line.matches("test: session of .* failed: .*StackOverflow.*"));
        }
    }

    private static int nest(Wire wire, int depth) {
        return depth == Integer.MAX_VALUE ? depth : nest(wire, depth + 1) + 1;
    }

    @Test
    void waitsForAProxyNoLongerThanItsPatience() throws Exception {
        var peers = new LinkedBlockingQueue<Peer>();
        Listener listener =
                transport.listen(
                        behindProxy(Duration.ofMillis(50), wire -> peers.add(wire.peer())));
        try (Socket socket = connect(listener)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(peers).isEmpty();
        }
    }

    /// Of a Unix socket, whether a dead server has left its file or there is none.
    @Test
    void listensAtAUnixSocket(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("made/door");
        for (int start = 0; start < 2; start++) {
            Listener listener = transport.listen(atFile(file));
            try (var client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
                assertThat(client.isConnected()).isTrue();
            }
            listener.drain(Duration.ZERO);
        }
        Path mail = Files.writeString(folder.resolve("mbox"), "mail");
        assertThatThrownBy(() -> transport.listen(atFile(mail))).hasMessageContaining("no socket");
        assertThat(mail).hasContent("mail");
    }

    private static Door atFile(Path file) {
        return new Door(
                "test",
                UnixDomainSocketAddress.of(file),
                Optional.empty(),
                new Door.Limits(0, 0),
                "421",
                _ -> {});
    }

    private static Door behindProxy(Duration patience, Door.SessionStarter starter) {
        return behindProxy(loopback(), new Door.Proxies(_ -> true, patience), starter);
    }

    private static Door behindProxy(
            SocketAddress address, Door.Proxies proxies, Door.SessionStarter starter) {
        return new Door(
                "test",
                address,
                Optional.empty(),
                Optional.of(proxies),
                new Door.Limits(0, 0),
                "421",
                starter);
    }

    @Test
    void talksAsAClient() throws Exception {
        Listener listener = listen(wire -> wire.write(line(wire) + "\r\n"));

        Wire wire = transport.connect(listener.address(), Optional.empty(), PATIENCE);

        wire.write("hello\r\n");
        wire.flush();
        assertThat(line(wire)).isEqualTo("hello CRLF CRLF");
        wire.close();
    }

    private Listener listen(Door.SessionStarter starter) throws IOException {
        return transport.listen(door(loopback(), starter));
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Door door(SocketAddress address, Door.SessionStarter starter) {
        return door(address, new Door.Limits(0, 2), starter);
    }

    private static Door door(
            SocketAddress address, Door.Limits limits, Door.SessionStarter starter) {
        return new Door(
                "test", address, Optional.empty(), limits, "421 too many connections", starter);
    }

    private static Socket connect(Listener listener) throws IOException {
        Socket socket = new Socket();
        socket.connect(listener.address(), 5_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet >= 0 && octet != '\n';
                octet = socket.getInputStream().read()) {
            line.append((char) octet);
        }
        return line.toString();
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static String line(Wire wire) {
        return switch (wire.input().readLine(1000, PATIENCE)) {
            case LineRead.Line line -> line.text(StandardCharsets.US_ASCII) + " " + line.end();
            case LineRead.TooLong _ -> "too long";
            case LineRead.NoLine(var kind) -> kind.toString();
        };
    }
}
