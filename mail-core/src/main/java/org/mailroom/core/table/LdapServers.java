// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/// The servers of a directory, each of which knows all of it, and how to log in there. Those with
/// TLS must show a certificate for their name that this host trusts.
record LdapServers(
        List<Server> servers, boolean startTls, Login login, Duration patience, SSLContext tls) {
    static final Set<String> NAMES =
            Set.of(
                    "server_host",
                    "server_port",
                    "start_tls",
                    "bind",
                    "bind_dn",
                    "bind_pw",
                    "timeout",
                    "version");

    private static final Pattern PLACE =
            Pattern.compile("(?:(ldaps?)://)?(\\[[0-9a-fA-F:.]+]|[^\\[\\]:/]+)(?::(\\d{1,5}))?/?");

    record Server(String host, int port, boolean tls) {}

    sealed interface Login {
        record None() implements Login {}

        record Simple(String name, String password) implements Login {}
    }

    LdapServers {
        servers = List.copyOf(servers);
    }

    static LdapServers of(TableFile file) {
        int port = file.number("server_port", 1, 389);
        List<String> places =
                file.text("server_host").isEmpty()
                        ? List.of("localhost")
                        : file.list("server_host");
        Login login =
                file.yes("bind", true)
                        ? new Login.Simple(file.text("bind_dn", ""), file.text("bind_pw", ""))
                        : new Login.None();
        return new LdapServers(
                places.stream().map(place -> server(file, place, port)).toList(),
                file.yes("start_tls", false),
                login,
                Duration.ofSeconds(file.number("timeout", 1, 10)),
                trust());
    }

    private static SSLContext trust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Server server(TableFile file, String place, int port) {
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches()) {
            throw file.fault(
                    "server_host", "expected host, host:port, ldap://host:port or ldaps://host");
        }
        boolean tls = "ldaps".equals(parts.group(1));
        int standard = tls ? 636 : port;
        return new Server(
                parts.group(2).replaceAll("^\\[(.*)]$", "$1"),
                parts.group(3) == null ? standard : Integer.parseInt(parts.group(3)),
                tls);
    }

    /// Connects to the first server that answers, and logs in.
    LDAPConnection connect() throws LDAPException {
        LDAPException fault =
                new LDAPException(ResultCode.CONNECT_ERROR, "there is no server in server_host");
        for (Server server : servers) {
            try {
                return connect(server);
            } catch (LDAPException e) {
                fault = e;
            }
        }
        throw fault;
    }

    private LDAPConnection connect(Server server) throws LDAPException {
        var options = new LDAPConnectionOptions();
        int millis = Math.toIntExact(Math.min(patience.toMillis(), Integer.MAX_VALUE));
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setUseSynchronousMode(true);
        SocketFactory sockets = server.tls ? new NamedTls(tls) : SocketFactory.getDefault();
        var connection = new LDAPConnection(sockets, options, server.host, server.port);
        boolean done = false;
        try {
            logIn(connection, server);
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    private void logIn(LDAPConnection connection, Server server) throws LDAPException {
        if (startTls && !server.tls) {
            var answer =
                    connection.processExtendedOperation(
                            new StartTLSExtendedRequest(new NamedTls(tls)));
            if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(answer);
            }
        }
        switch (login) {
            case Login.None() -> {}
            case Login.Simple(var name, var password) -> connection.bind(name, password);
        }
    }
}
