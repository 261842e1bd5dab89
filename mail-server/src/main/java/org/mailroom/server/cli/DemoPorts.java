// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The ports of a demonstration: the wanted ones, and others where those are taken.
final class DemoPorts {
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);

    enum Service {
        SMTP("smtp_listen", 2525),
        SUBMISSION("submission_listen", 2587),
        SUBMISSIONS("submissions_listen", 2465),
        IMAP("imap_listen", 2143),
        IMAPS("imaps_listen", 2993),
        POP3("pop3_listen", 2110),
        POP3S("pop3s_listen", 2995);

        private final String parameter;
        private final int wanted;

        Service(String parameter, int wanted) {
            this.parameter = parameter;
            this.wanted = wanted;
        }
    }

    private DemoPorts() {}

    static DemoPorts free() throws IOException {
        var found = new DemoPorts();
        for (Service service : Service.values()) {
            found.ports.put(service, isFree(service.wanted) ? service.wanted : anyFree());
        }
        return found;
    }

    int port(Service service) {
        return ports.getOrDefault(service, service.wanted);
    }

    /// The settings of the listeners, `name=value`.
    List<String> settings() {
        return ports.entrySet().stream()
                .map(entry -> entry.getKey().parameter + "=127.0.0.1:" + entry.getValue())
                .toList();
    }

    /// One sentence for each port that is not the wanted one.
    List<String> moved() {
        var sentences = new ArrayList<String>();
        ports.forEach(
                (service, port) -> {
                    if (port != service.wanted) {
                        sentences.add(
                                "Port %d is taken: %s is on port %d."
                                        .formatted(service.wanted, service, port));
                    }
                });
        return sentences;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int anyFree() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
