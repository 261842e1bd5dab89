// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Who comes in by a door: limits, Unix sockets, proxies.
class DoorTest extends TransportLab {
    // The binary form of the PROXY protocol, version 2: TCP over IPv4
    private static final byte[] PROXY =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb007107c633640112670019");

    private static final Peer BEHIND_PROXY =
            new Peer(
                    new InetSocketAddress("203.0.113.7", 4711),
                    new InetSocketAddress("198.51.100.1", 25));

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
}
