// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Network;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Listener;
import org.mailroom.core.net.Transport;
import org.mailroom.server.Entrance.Wrapper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The open doors of the server. Opened and drained by one thread; any may ask for addresses.
final class Doors {
    private final Transport transport;
    private final MainCf main;
    private final Supplier<DoorTls> tls;

    // Deliveries, which begin before all doors are open, ask which there are
    private final List<OpenDoor> open = new CopyOnWriteArrayList<>();

    private record OpenDoor(Entrance entrance, SocketAddress asked, Listener listener) {

        SocketAddress address() {
            return asked instanceof InetSocketAddress ? listener.address() : asked;
        }
    }

    Doors(Transport transport, MainCf main, Supplier<DoorTls> tls) {
        this.transport = transport;
        this.main = main;
        this.tls = tls;
    }

    /// Opens a door on each address that the entrance has.
    void open(Entrance entrance, Door.SessionStarter service) {
        Optional<Door.Wrapper> wrapper =
                entrance.wrapper() == Wrapper.TLS
                        ? Optional.of(
                                new Door.Wrapper(
                                        () -> tls.get().of(entrance.name()),
                                        () -> tls.get().handshake(entrance.name())))
                        : Optional.empty();
        for (SocketAddress address : new ListenPlan(main).addresses(entrance.listening())) {
            var door =
                    new Door(
                            entrance.name(),
                            address,
                            wrapper,
                            entrance.proxies(),
                            entrance.limits(),
                            entrance.refusal(),
                            service);
            try {
                open.add(new OpenDoor(entrance, address, transport.listen(door)));
            } catch (IOException e) {
                throw new ConfigException(
                        "%s: cannot listen on %s: %s"
                                .formatted(
                                        entrance.listening().place(),
                                        text(address),
                                        advice(e, address)));
            }
        }
    }

    /// An address as `host:port`, an IPv6 address in the form of RFC 5952; the path of a Unix
    /// socket.
    static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address.toString();
        }
        String host = Network.text(inet.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    private static String advice(IOException e, SocketAddress address) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String reason = String.valueOf(cause.getMessage());
        if (!(address instanceof InetSocketAddress inet)) {
            return reason;
        }
        if (reason.contains("in use")) {
            return ("another program has this port: stop it (\"ss -ltnp sport = :%d\" shows which),"
                            + " or set another port")
                    .formatted(inet.getPort());
        }
        if (reason.contains("ermission denied")) {
            return "ports below 1024 need root or CAP_NET_BIND_SERVICE,"
                    + " which the systemd unit in config/ gives";
        }
        return reason;
    }

    Map<String, List<SocketAddress>> addresses() {
        var addresses = new LinkedHashMap<String, List<SocketAddress>>();
        for (OpenDoor door : open) {
            addresses
                    .computeIfAbsent(door.entrance().name(), name -> new ArrayList<>())
                    .add(door.address());
        }
        return addresses;
    }

    /// The ports of one service, without its Unix sockets.
    List<InetSocketAddress> ports(String service) {
        return open.stream()
                .filter(door -> door.entrance().name().equals(service))
                .filter(door -> door.asked() instanceof InetSocketAddress)
                .map(door -> door.listener().address())
                .toList();
    }

    /// Closes all doors at the same time. Sessions that wait for their client leave at once; what
    /// the others do may take until `patience` is over, then they are cut off.
    void drain(Duration patience) {
        List<Thread> draining =
                open.stream()
                        .map(
                                door ->
                                        Thread.ofPlatform()
                                                .start(() -> door.listener().drain(patience)))
                        .toList();
        for (Thread thread : draining) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                open.forEach(door -> door.listener().close());
            }
        }
    }
}
