// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Listener;
import org.mailroom.core.net.Transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The open doors of the server, by the name of their service.
final class Doors {
    private final Transport transport;
    private final List<OpenDoor> open = new ArrayList<>();

    /// Whether those inside may finish what they do when the door closes.
    enum Ending {
        /// For what ends by itself soon: an SMTP session.
        WAIT,
        /// For what would stay for hours: a mail client, which comes again.
        CUT
    }

    private record OpenDoor(String name, Listener listener, Ending ending) {}

    Doors(Transport transport) {
        this.transport = transport;
    }

    /// Opens one. `parameter` is where the administrator can change it.
    void open(Door door, String parameter, Ending ending) {
        try {
            open.add(new OpenDoor(door.name(), transport.listen(door), ending));
        } catch (IOException e) {
            throw new ConfigException(
                    "%s: cannot listen on %s:%d: %s"
                            .formatted(
                                    parameter,
                                    door.address().getHostString(),
                                    door.address().getPort(),
                                    advice(e, door.address().getPort())));
        }
    }

    private static String advice(IOException e, int port) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("in use")) {
            return "another program has this port: stop it (\"ss -ltnp sport = :%d\" shows which)"
                            .formatted(port)
                    + " or set another port";
        }
        if (reason.contains("ermission denied")) {
            return "ports below 1024 need root or CAP_NET_BIND_SERVICE,"
                    + " which the systemd unit in config/ gives";
        }
        return reason;
    }

    Map<String, List<InetSocketAddress>> addresses() {
        var addresses = new LinkedHashMap<String, List<InetSocketAddress>>();
        for (OpenDoor door : open) {
            addresses
                    .computeIfAbsent(door.name(), name -> new ArrayList<>())
                    .add(door.listener().address());
        }
        return addresses;
    }

    /// Closes all doors at the same time; sessions that may finish have until `patience` is over.
    void drain(Duration patience) {
        List<Thread> draining =
                open.stream()
                        .map(
                                door ->
                                        Thread.ofPlatform()
                                                .name("drain/" + door.name())
                                                .start(() -> drain(door, patience)))
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

    private static void drain(OpenDoor door, Duration patience) {
        switch (door.ending()) {
            case WAIT -> door.listener().drain(patience);
            case CUT -> door.listener().drain(Duration.ZERO);
        }
    }
}
