// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A table at a server: `socketmap:inet:host:port:map`, `socketmap:unix:path:map`, `tcp:host:port`.
/// Some connections are kept for the next look-up. One that takes too long, or that the server
/// cannot answer, fails. Safe for use by several threads.
final class ServerTable implements LookupTable {
    private static final int MAX_IDLE = 8;
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String spec;
    private final Supplier<SocketAddress> server;
    private final LookupProtocol protocol;
    private final Duration patience;
    private final KeptConnections<Connection> kept;

    /// A connection to the server, and what comes over it.
    record Connection(SocketChannel channel, InputStream in) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// @param server where it is, found anew for each connection
    ServerTable(
            String spec,
            Supplier<SocketAddress> server,
            LookupProtocol protocol,
            Duration patience,
            KeptConnections<Connection> kept) {
        this.spec = spec;
        this.server = server;
        this.protocol = protocol;
        this.patience = patience;
        this.kept = kept;
    }

    private static LookupTable at(
            String spec, Supplier<SocketAddress> server, LookupProtocol protocol) {
        return new ServerTable(
                spec, server, protocol, PATIENCE, new KeptConnections<>(MAX_IDLE, KEEP));
    }

    static LookupTable socketmap(String spec, String name, Tables tables) {
        int end = name.lastIndexOf(':');
        String map = name.substring(end + 1);
        String place = end < 0 ? "" : name.substring(0, end);
        Optional<Supplier<SocketAddress>> server =
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

    private static Optional<Supplier<SocketAddress>> unix(String path) {
        return path.startsWith("/")
                ? Optional.of(() -> UnixDomainSocketAddress.of(Path.of(path)))
                : Optional.empty();
    }

    private static Optional<Supplier<SocketAddress>> inet(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        String host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        return Optional.of(() -> new InetSocketAddress(host, Integer.parseInt(port)));
    }

    @Override
    public String spec() {
        return spec;
    }

    // tcp_table(5): asked with the whole key only
    @Override
    public boolean takesPartialKeys() {
        return !(protocol instanceof TcpTableProtocol);
    }

    @Override
    public Lookup find(String key) {
        Optional<Connection> idle = kept.take();
        if (idle.isPresent()) {
            try {
                return ask(idle.get(), key);
            } catch (IOException _) {
                // The server may have closed it meanwhile
            }
        }
        try {
            return ask(connect(), key);
        } catch (IOException e) {
            return new Lookup.Failed(spec + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no answer in time" : e.getMessage();
    }

    private Connection connect() throws IOException {
        SocketAddress address = server.get();
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        return inTime(
                channel,
                () -> {
                    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
                        throw new IOException("host not found");
                    }
                    channel.connect(address);
                    return new Connection(
                            channel, new BufferedInputStream(Channels.newInputStream(channel)));
                });
    }

    private Lookup ask(Connection connection, String key) throws IOException {
        Lookup answer =
                inTime(
                        connection.channel,
                        () -> {
                            var request = ByteBuffer.wrap(protocol.request(key));
                            while (request.hasRemaining()) {
                                connection.channel.write(request);
                            }
                            return protocol.answer(connection.in);
                        });
        kept.keep(connection);
        return answer instanceof Lookup.Failed(var reason)
                ? new Lookup.Failed(spec + ": " + reason)
                : answer;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    // Who takes too long loses the connection; so does who does not keep to the protocol
    private <T> T inTime(SocketChannel channel, Step<T> step) throws IOException {
        Thread watch = Thread.startVirtualThread(() -> closeLate(channel));
        boolean done = false;
        try {
            T result = step.run();
            done = true;
            return result;
        } finally {
            watch.interrupt();
            if (!done) {
                channel.close();
            }
        }
    }

    private void closeLate(SocketChannel channel) {
        try {
            TimeUnit.NANOSECONDS.sleep(patience.toNanos());
            channel.close();
        } catch (InterruptedException | IOException _) {
            // It was in time, or is closed already
        }
    }
}
