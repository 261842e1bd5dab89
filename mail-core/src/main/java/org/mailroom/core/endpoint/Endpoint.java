// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.endpoint;

import org.mailroom.core.dns.SystemNames;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where a server listens: `inet:host:port`, `unix:/path`. Safe for use by several threads.
///
/// @param text as it was written
/// @param place finds it anew for each connection
public record Endpoint(String text, Place place) {

    /// Finds out where to connect to.
    @FunctionalInterface
    public interface Place {
        SocketAddress find(Duration patience) throws IOException;
    }

    /// Reads `inet:host:port` and `unix:path`; empty where the text is neither.
    ///
    /// @param folder what a relative path starts from; where it is empty, paths are absolute
    public static Optional<Endpoint> parse(String text, Optional<Path> folder) {
        if (text.startsWith("inet:")) {
            return inet(text.substring("inet:".length())).map(place -> new Endpoint(text, place));
        }
        return text.startsWith("unix:")
                ? unix(text.substring("unix:".length()), folder)
                        .map(place -> new Endpoint(text, place))
                : Optional.empty();
    }

    /// Reads `host:port`; empty where the text is none.
    public static Optional<Endpoint> ofHost(String text) {
        return inet(text).map(place -> new Endpoint(text, place));
    }

    private static Optional<Place> unix(String path, Optional<Path> folder) {
        boolean usable = !path.isEmpty() && (path.startsWith("/") || folder.isPresent());
        Path whole = folder.orElse(Path.of("/")).resolve(path);
        return usable ? Optional.of(_ -> UnixDomainSocketAddress.of(whole)) : Optional.empty();
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
    public String toString() {
        return text;
    }
}
