// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.compute.TimeLimit;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.dns.SystemNames;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A table at a server: `socketmap:inet:host:port:map`, `socketmap:unix:path:map`, `tcp:host:port`.
/// Some connections are kept for the next look-up. One that takes too long, or that the server
/// cannot answer, fails. Safe for use by several threads.
final class ServerTable implements LookupTable {
    private static final int MAX_IDLE = 8;
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String spec;
    private final Place server;
    private final LookupProtocol protocol;
    private final Duration patience;
    private final KeptConnections<Connection> kept;

    /// A connection to the server, and what comes over it.
    record Connection(SocketChannel channel, InputStream in) implements AutoCloseable {
        /// Whether the server has said nothing since its last answer: that it has closed, or
        /// something that would be taken for the next answer.
        private boolean isQuiet() {
            try {
                channel.configureBlocking(false);
                boolean quiet = in.available() == 0 && channel.read(ByteBuffer.allocate(1)) == 0;
                channel.configureBlocking(true);
                return quiet;
            } catch (IOException _) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// Where a server is, found anew for each connection.
    interface Place {
        SocketAddress find(Duration patience) throws IOException;
    }

    ServerTable(
            String spec,
            Place server,
            LookupProtocol protocol,
            Duration patience,
            KeptConnections<Connection> kept) {
        this.spec = spec;
        this.server = server;
        this.protocol = protocol;
        this.patience = patience;
        this.kept = kept;
    }

    private static LookupTable at(String spec, Place server, LookupProtocol protocol) {
        return new ServerTable(
                spec, server, protocol, PATIENCE, new KeptConnections<>(MAX_IDLE, KEEP));
    }

    static LookupTable socketmap(String spec, String name, Tables tables) {
        int end = name.lastIndexOf(':');
        String map = name.substring(end + 1);
        String place = end < 0 ? "" : name.substring(0, end);
        Optional<Place> server =
                place.startsWith("unix:")
                        ? unix(place.substring(5))
                        : place.startsWith("inet:") ? inet(place.substring(5)) : Optional.empty();
        if (server.isEmpty() || map.isEmpty()) {
            throw new ConfigException(
                    spec
                            + ": expected socketmap:inet:host:port:name or"
                            + " socketmap:unix:/path:name");
        }
        return at(spec, server.get(), new SocketmapProtocol(map));
    }

    static LookupTable tcp(String spec, String name, Tables tables) {
        return inet(name)
                .map(server -> at(spec, server, new TcpTableProtocol()))
                .orElseThrow(() -> new ConfigException(spec + ": expected tcp:host:port"));
    }

    private static Optional<Place> unix(String path) {
        return path.startsWith("/")
                ? Optional.of(_ -> UnixDomainSocketAddress.of(Path.of(path)))
                : Optional.empty();
    }

    private static Optional<Place> inet(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        String host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        return Optional.of(patience -> address(host, Integer.parseInt(port), patience));
    }

    private static SocketAddress address(String host, int port, Duration patience)
            throws IOException {
        try {
            return new InetSocketAddress(SystemNames.addresses(host, patience).getFirst(), port);
        } catch (UnknownHostException _) {
            throw new IOException("host not found");
        }
    }

    @Override
    public String spec() {
        return spec;
    }

    @Override
    public boolean takesPartialKeys() {
        return protocol.takesPartialKeys();
    }

    @Override
    public Lookup find(String key) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            Optional<Connection> idle = quiet();
            Optional<Lookup> answer =
                    idle.isPresent() ? ask(idle.get(), key, deadline) : Optional.empty();
            if (answer.isEmpty()) {
                answer = ask(connect(deadline), key, deadline);
            }
            return switch (answer.orElse(new Lookup.Failed("connection closed"))) {
                case Lookup.Failed(var reason) -> new Lookup.Failed(spec + ": " + reason);
                case Lookup told -> told;
            };
        } catch (IOException e) {
            return new Lookup.Failed(spec + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no answer in time" : e.getMessage();
    }

    private Optional<Connection> quiet() {
        for (var idle = kept.take(); idle.isPresent(); idle = kept.take()) {
            if (idle.get().isQuiet()) {
                return idle;
            }
            KeptConnections.close(idle.get());
        }
        return Optional.empty();
    }

    private Connection connect(long deadline) throws IOException {
        SocketAddress address = server.find(left(deadline));
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        return TimeLimit.within(
                left(deadline),
                channel,
                () -> {
                    channel.connect(address);
                    return new Connection(
                            channel, new BufferedInputStream(Channels.newInputStream(channel)));
                });
    }

    /// Asks, and answers nothing where the server has closed instead of an answer.
    private Optional<Lookup> ask(Connection connection, String key, long deadline)
            throws IOException {
        Optional<Lookup> answer =
                TimeLimit.within(
                        left(deadline),
                        connection.channel,
                        () ->
                                hasAnswer(connection, protocol.request(key))
                                        ? Optional.of(protocol.answer(connection.in))
                                        : Optional.empty());
        if (answer.isPresent()) {
            kept.keep(connection);
        } else {
            KeptConnections.close(connection);
        }
        return answer;
    }

    private static boolean hasAnswer(Connection connection, byte[] octets) throws IOException {
        try {
            var request = ByteBuffer.wrap(octets);
            while (request.hasRemaining()) {
                connection.channel.write(request);
            }
            connection.in.mark(1);
            boolean begins = connection.in.read() >= 0;
            connection.in.reset();
            return begins;
        } catch (ClosedChannelException late) {
            throw late;
        } catch (IOException _) {
            return false;
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
