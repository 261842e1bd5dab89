// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A service that may have values of its own, named as in Postfix's master.cf: `submission/inet` is
/// the server behind `submission_listen`, `smtp/unix` the client.
public record ServiceName(String name, String type) {
    private static final Set<String> SERVERS =
            Set.of(
                    "smtp",
                    "submission",
                    "submissions",
                    "lmtp",
                    "imap",
                    "imaps",
                    "pop3",
                    "pop3s",
                    "sieve",
                    "http");
    private static final Set<String> CLIENTS =
            Set.of(
                    "smtp", "relay", "lmtp", "local", "virtual", "cleanup", "bounce", "qmgr",
                    "pickup");

    public static ServiceName server(String name) {
        return new ServiceName(name, "inet");
    }

    public static ServiceName client(String name) {
        return new ServiceName(name, "unix");
    }

    /// Reads `name/type`, or `name` alone for `name/inet`.
    static Optional<ServiceName> parse(String text) {
        String[] parts = text.split("/", -1);
        boolean complete = parts.length < 3 && !parts[0].isEmpty();
        if (!complete) {
            return Optional.empty();
        }
        ServiceName service = new ServiceName(parts[0], parts.length == 1 ? "inet" : parts[1]);
        return Optional.of(service).filter(s -> s.type.equals("inet") || s.type.equals("unix"));
    }

    /// Whether this server has it without its being declared.
    public boolean isBuiltIn() {
        return type.equals("inet") ? SERVERS.contains(name) : CLIENTS.contains(name);
    }

    /// Those that there are without being declared.
    static Stream<ServiceName> builtIn() {
        return Stream.concat(
                SERVERS.stream().map(ServiceName::server),
                CLIENTS.stream().map(ServiceName::client));
    }

    @Override
    public String toString() {
        return name + "/" + type;
    }
}
