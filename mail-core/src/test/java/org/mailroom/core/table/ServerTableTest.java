// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.compute.FakeClock;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.endpoint.Endpoint;
import org.mailroom.core.endpoint.KeptConnections;
import org.mailroom.core.endpoint.Requests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

class ServerTableTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<ServerSocketChannel> doors = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);

    @TempDir Path folder;

    @AfterEach
    void close() throws IOException {
        for (ServerSocketChannel door : doors) {
            door.close();
        }
    }

    /// A server that answers what comes up to the character `end`, and hangs up behind an answer
    /// that ends with a NUL.
    private SocketAddress serve(SocketAddress at, char end, UnaryOperator<String> answers)
            throws IOException {
        ServerSocketChannel door =
                at instanceof UnixDomainSocketAddress
                        ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open();
        doors.add(door);
        door.bind(at);
        Thread.startVirtualThread(
                () -> {
                    try {
                        while (true) {
                            SocketChannel client = door.accept();
                            connections.incrementAndGet();
                            Thread.startVirtualThread(() -> answer(client, end, answers));
                        }
                    } catch (IOException _) {
                        // The test is over
                    }
                });
        return door.getLocalAddress();
    }

    private void answer(SocketChannel client, char end, UnaryOperator<String> answers) {
        try (client) {
            InputStream in = Channels.newInputStream(client);
            var request = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != end) {
                    request.append((char) c);
                    continue;
                }
                heard.add(request.toString());
                String answer = answers.apply(request.toString());
                request.setLength(0);
                client.write(
                        ByteBuffer.wrap(answer.replace("\0", "").getBytes(StandardCharsets.UTF_8)));
                if (answer.endsWith("\0")) {
                    return;
                }
            }
        } catch (IOException _) {
            // The client has gone
        } finally {
            ended.release();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static LookupTable open(String spec) {
        return Tables.of("hash", Set.of(), _ -> {}).open(spec);
    }

    private static String port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? "" + inet.getPort() : "";
    }

    private static String netstring(String text) {
        return text.length() + ":" + text + ",";
    }

    @Test
    void asksASocketmap() throws IOException {
        String port =
                port(
                        serve(
                                anyPort(),
                                ',',
                                request ->
                                        netstring(
                                                switch (request) {
                                                    case "5:m ann" -> "OK ann@x y";
                                                    case "5:m bob" -> "NOTFOUND ";
                                                    default -> "TEMP no way";
                                                })));
        LookupTable table = open("socketmap:inet:127.0.0.1:" + port + ":m");

        assertThat(table.find("ann")).isEqualTo(new Lookup.Found("ann@x y"));
        assertThat(table.find("bob")).isEqualTo(Lookup.NOT_FOUND);
        assertThat(table.find("eve")).isEqualTo(new Lookup.Failed(table.spec() + ": TEMP no way"));
        assertThat(table.takesPartialKeys()).isTrue();
        assertThat(connections).hasValue(1);
    }

    @Test
    void asksASocketmapAtAUnixSocket() throws IOException {
        Path socket = folder.resolve("socket");
        serve(UnixDomainSocketAddress.of(socket), ',', _ -> netstring("OK yes"));

        assertThat(open("socketmap:unix:" + socket + ":m").find("x"))
                .isEqualTo(new Lookup.Found("yes"));
        assertThat(heard).containsExactly("3:m x");
    }

    // tcp_table(5)
    @Test
    void asksATcpTable() throws IOException {
        String port =
                port(
                        serve(
                                anyPort(),
                                '\n',
                                request ->
                                        switch (request) {
                                            case "get a%20b%25" -> "200 c%20d\n";
                                            case "get x" -> "500 none\n";
                                            default -> "400 not%20now\n";
                                        }));
        LookupTable table = open("tcp:127.0.0.1:" + port);

        assertThat(table.find("a b%")).isEqualTo(new Lookup.Found("c d"));
        assertThat(table.find("x")).isEqualTo(Lookup.NOT_FOUND);
        assertThat(table.find("y")).isEqualTo(new Lookup.Failed(table.spec() + ": not now"));
        assertThat(table.takesPartialKeys()).isFalse();
    }

    @Test
    void connectsAgainWhereTheServerHasHungUp() throws IOException {
        String port = port(serve(anyPort(), '\n', _ -> "200 yes\n\0"));
        LookupTable table = open("tcp:127.0.0.1:" + port);

        for (int i = 0; i < 3; i++) {
            assertThat(table.find("x")).isEqualTo(new Lookup.Found("yes"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hello, no netstring",
        "'999999:', an answer of more than 100000 octets",
        "'3:OK ;', no netstring",
        "'5:HELLO,', unknown answer",
        "'4:OK', no netstring",
    })
    void failsWhereTheAnswerIsNone(String answer, String reason) throws IOException {
        String port = port(serve(anyPort(), ',', _ -> answer + "\0"));
        LookupTable table = open("socketmap:inet:127.0.0.1:" + port + ":m");

        assertThat(table.find("x")).isEqualTo(new Lookup.Failed(table.spec() + ": " + reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 %zz", "200 %2", "999 x", "20"})
    void failsWhereTheLineIsNone(String answer) throws IOException {
        String port = port(serve(anyPort(), '\n', _ -> answer + "\n"));

        assertThat(open("tcp:127.0.0.1:" + port).find("x")).isInstanceOf(Lookup.Failed.class);
    }

    @Test
    void failsAtAnEndlessLine() throws IOException {
        String port = port(serve(anyPort(), '\n', _ -> "200 " + "x".repeat(10_000)));
        LookupTable table = open("tcp:127.0.0.1:" + port);

        assertThat(table.find("x"))
                .isEqualTo(
                        new Lookup.Failed(table.spec() + ": an answer of more than 4096 octets"));
    }

    @Test
    void waitsNoLongerThanItsPatience() throws IOException {
        SocketAddress silent = serve(anyPort(), '\n', _ -> "");
        var table =
                new ServerTable(
                        "tcp:silent",
                        new Requests(
                                new Endpoint("test", _ -> silent),
                                new KeptConnections<>(1, Duration.ofMinutes(1))),
                        new TcpTableProtocol(),
                        Duration.ofMillis(50));

        assertThat(table.find("x")).isEqualTo(new Lookup.Failed("tcp:silent: no answer in time"));
    }

    @Test
    void asksWhoIsSilentOnce() throws IOException {
        SocketAddress server =
                serve(anyPort(), '\n', request -> request.endsWith("x") ? "200 yes\n" : "");
        var table =
                new ServerTable(
                        "tcp:silent",
                        new Requests(
                                new Endpoint("test", _ -> server),
                                new KeptConnections<>(1, Duration.ofMinutes(1))),
                        new TcpTableProtocol(),
                        Duration.ofMillis(500));
        assertThat(table.find("x")).isEqualTo(new Lookup.Found("yes"));

        assertThat(table.find("y")).isEqualTo(new Lookup.Failed("tcp:silent: no answer in time"));
        assertThat(connections).hasValue(1);
    }

    @Test
    void takesNoAnswerForThatToAnotherKey() throws IOException {
        String port =
                port(
                        serve(
                                anyPort(),
                                '\n',
                                request -> "200 to " + request.substring(4) + "\n200 more\n"));
        LookupTable table = open("tcp:127.0.0.1:" + port);

        for (String key : List.of("a", "b", "c")) {
            assertThat(table.find(key)).isEqualTo(new Lookup.Found("to " + key));
        }
    }

    @Test
    void endsAConnectionThatNobodyNeeds() throws Exception {
        SocketAddress server = serve(anyPort(), '\n', _ -> "200 yes\n");
        var clock = new FakeClock();
        var table =
                new ServerTable(
                        "tcp:idle",
                        new Requests(
                                new Endpoint("test", _ -> server),
                                new KeptConnections<>(1, Duration.ofMinutes(1), clock.clock())),
                        new TcpTableProtocol(),
                        Duration.ofSeconds(10));
        assertThat(table.find("x")).isEqualTo(new Lookup.Found("yes"));

        clock.pass(Duration.ofMinutes(1));

        assertThat(ended.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failsWhereTheHostIsUnknown() {
        assertThat(open("tcp:host.invalid:25").find("x"))
                .isEqualTo(new Lookup.Failed("tcp:host.invalid:25: host not found"));
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        SocketAddress gone = serve(anyPort(), '\n', _ -> "");
        doors.getFirst().close();

        assertThat(open("tcp:127.0.0.1:" + port(gone)).find("x")).isInstanceOf(Lookup.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:host",
                "tcp:host:99999",
                "socketmap:host:1:m",
                "socketmap:inet:host:m",
                "socketmap:unix:relative:m",
                "socketmap:"
            })
    void saysWhatItExpects(String spec) {
        assertThatThrownBy(() -> open(spec))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(spec + ": expected ");
    }
}
