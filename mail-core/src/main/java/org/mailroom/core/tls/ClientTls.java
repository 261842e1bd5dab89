// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.mailroom.core.config.ConfigException;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

/// Settings for the client side of TLS. The handshake takes any certificate of which the other side
/// has the key; who it is of is for the caller to ask (`Wire.certificates`), before a word is said.
/// Immutable, safe for use by several threads.
public final class ClientTls {
    /// All that there are, the best one first (RFC 8996).
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final List<KeyAndChain> keys;
    private final Supplier<Shared> shared;
    private final List<String> protocols;

    /// What all connections share.
    private record Shared(SslContext context, ExporterSecrets secrets) {}

    /// Made with the first connection: a start has more urgent things to do.
    private static final class Anonymous {
        static final Shared SHARED = shared(SslContextBuilder.forClient());

        private Anonymous() {}
    }

    private ClientTls(List<KeyAndChain> keys, Supplier<Shared> shared, List<String> protocols) {
        this.keys = List.copyOf(keys);
        this.shared = shared;
        this.protocols = protocols;
    }

    /// Shows no certificate of its own.
    public static ClientTls anonymous() {
        return new ClientTls(List.of(), () -> Anonymous.SHARED, PROTOCOLS);
    }

    /// Shows a certificate to servers that ask for one.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    public static ClientTls of(Path chain, Path key) {
        return showing(List.of(KeyAndChain.read(chain, key)));
    }

    /// The same with keys, and behind each its certificate chain.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    public static ClientTls of(List<Path> chainFiles) {
        return showing(KeyAndChain.readAll(chainFiles));
    }

    private static ClientTls showing(List<KeyAndChain> keys) {
        Shared shared = shared(SslContextBuilder.forClient().keyManager(new ClientKeys(keys)));
        return new ClientTls(keys, () -> shared, PROTOCOLS);
    }

    /// The same with the certificates of another, too: each server sees one that it can use.
    public ClientTls and(ClientTls other) {
        return showing(Stream.concat(keys.stream(), other.keys.stream()).toList());
    }

    /// The same with no other protocols than these.
    public ClientTls with(List<String> only) {
        return new ClientTls(keys, shared, List.copyOf(only));
    }

    /// TLS for a connection, with `host` in SNI.
    public TlsLayer layer(Channel channel, String host, int port) {
        Shared own = shared.get();
        SslHandler handler = own.context().newHandler(channel.alloc(), host, port);
        // The wire has its own
        handler.setHandshakeTimeoutMillis(0);
        handler.engine().setEnabledProtocols(protocols.toArray(String[]::new));
        return TlsLayer.ofClient(handler, own.secrets(), channel.eventLoop());
    }

    private static Shared shared(SslContextBuilder builder) {
        try {
            SslContext context =
                    builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm(null)
                            .protocols(PROTOCOLS)
                            .build();
            return new Shared(context, ExporterSecrets.of(context));
        } catch (SSLException e) {
            throw new ConfigException("TLS cannot be used here: " + e.getMessage());
        }
    }
}
