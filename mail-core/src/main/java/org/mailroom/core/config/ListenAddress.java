// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.util.Optional;

/// Where a service listens, as in `smtp_listen = 25, localhost:2525, [::1]:2525, unix:/run/lmtp`.
public sealed interface ListenAddress {

    /// A port on every address of `inet_interfaces` and `inet_protocols`.
    record EveryInterface(int port) implements ListenAddress {}

    /// A port of one host name or address, without brackets. Port 0 is any that is free.
    record HostPort(String host, int port) implements ListenAddress {}

    record UnixSocket(Path path) implements ListenAddress {}

    static Optional<ListenAddress> parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            return path.isEmpty() || path.indexOf('\0') >= 0
                    ? Optional.empty()
                    : Optional.of(new UnixSocket(Path.of(path)));
        }
        int colon = text.lastIndexOf(':');
        Optional<Integer> port = port(text.substring(colon + 1));
        if (colon < 0) {
            return port.map(EveryInterface::new);
        }
        Optional<String> host = host(text.substring(0, colon));
        return port.flatMap(number -> host.map(name -> new HostPort(name, number)));
    }

    private static Optional<Integer> port(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && text.length() < 6 && Integer.parseInt(text) < 1 << 16
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static Optional<String> host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.length() > 2;
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        boolean plain = !host.isEmpty() && host.chars().noneMatch(c -> "[]/ ".indexOf(c) >= 0);
        return plain && (bracketed || host.indexOf(':') < 0) ? Optional.of(host) : Optional.empty();
    }
}
