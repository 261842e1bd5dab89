// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import org.mailroom.core.tls.ServerTls;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A listening service: where (a port or a Unix socket), under which limits, and what runs for each
/// connection.
///
/// `name` names the session threads (`smtp/…`). `wrapper` asks for a handshake before the first
/// octet (RFC 8314 §3). `proxies` say before that for which client they stand; without them nobody
/// is believed who says so. `refusal` is the one line, without line end, for a client over a limit.
public record Door(
        String name,
        SocketAddress address,
        Optional<Wrapper> wrapper,
        Optional<Proxies> proxies,
        Limits limits,
        String refusal,
        SessionStarter starter) {

    /// A door without a proxy in front of it.
    public Door(
            String name,
            SocketAddress address,
            Optional<Wrapper> wrapper,
            Limits limits,
            String refusal,
            SessionStarter starter) {
        this(name, address, wrapper, Optional.empty(), limits, refusal, starter);
    }

    /// TLS for each connection, and how long its handshake may take.
    public record Wrapper(Supplier<ServerTls> tls, Supplier<Duration> patience) {}

    /// Who may say for which client he stands, and how long that is waited for.
    public record Proxies(Predicate<InetAddress> trusted, Duration patience) {}

    /// Connections of all clients, and of one client if it is not exempt. Zero is no limit.
    public record Limits(int connections, int perClient, Counted counted, Clients clients) {
        public Limits(int connections, int perClient) {
            this(connections, perClient, Counted.ALL, Clients.ALIKE);
        }
    }

    /// Who is one client, whom `perClient` does not bound, and who hears of a client that it keeps
    /// out, which is the one of that number.
    public record Clients(
            Function<InetAddress, ClientPrefix> one,
            Predicate<InetAddress> exempt,
            ObjIntConsumer<InetAddress> tooMany) {
        public static final Clients ALIKE = new Clients(ClientPrefix::of, _ -> false, (_, _) -> {});
    }

    /// Which connections of a client `perClient` bounds.
    public enum Counted {
        ALL,
        /// Those on which nobody has logged in yet (`Wire.recognized`).
        STRANGERS
    }

    /// Runs a session to its end on the virtual thread it is called on. The wire is closed after
    /// it.
    @FunctionalInterface
    public interface SessionStarter {
        void run(Wire wire);

        /// Hears of a client, once, that has come no farther than the handshake with which its
        /// connection begins (`Wrapper`). The wire is closed.
        default void handshakeFailed(Wire wire, WireClosedException why) {}
    }
}
