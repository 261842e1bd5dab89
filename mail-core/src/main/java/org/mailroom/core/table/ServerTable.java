// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.endpoint.Deadline;
import org.mailroom.core.endpoint.Endpoint;
import org.mailroom.core.endpoint.KeptConnections;
import org.mailroom.core.endpoint.Requests;

import java.io.IOException;
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
    private final Requests server;
    private final LookupProtocol protocol;
    private final Duration patience;

    ServerTable(String spec, Requests server, LookupProtocol protocol, Duration patience) {
        this.spec = spec;
        this.server = server;
        this.protocol = protocol;
        this.patience = patience;
    }

    private static LookupTable at(String spec, Endpoint server, LookupProtocol protocol) {
        var requests = new Requests(server, new KeptConnections<>(MAX_IDLE, KEEP));
        return new ServerTable(spec, requests, protocol, PATIENCE);
    }

    static LookupTable socketmap(String spec, String name, Tables tables) {
        int end = name.lastIndexOf(':');
        String map = name.substring(end + 1);
        String place = end < 0 ? "" : name.substring(0, end);
        Optional<Endpoint> server = Endpoint.parse(place, Optional.empty());
        if (server.isEmpty() || map.isEmpty()) {
            throw new ConfigException(
                    spec
                            + ": expected socketmap:inet:host:port:name or"
                            + " socketmap:unix:/path:name");
        }
        return at(spec, server.get(), new SocketmapProtocol(map));
    }

    static LookupTable tcp(String spec, String name, Tables tables) {
        return Endpoint.ofHost(name)
                .map(server -> at(spec, server, new TcpTableProtocol()))
                .orElseThrow(() -> new ConfigException(spec + ": expected tcp:host:port"));
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
        try {
            Lookup answer =
                    server.ask(protocol.request(key), protocol::answer, Deadline.in(patience));
            return answer instanceof Lookup.Failed(var reason)
                    ? new Lookup.Failed(spec + ": " + reason)
                    : answer;
        } catch (IOException e) {
            return new Lookup.Failed(spec + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no answer in time" : e.getMessage();
    }
}
