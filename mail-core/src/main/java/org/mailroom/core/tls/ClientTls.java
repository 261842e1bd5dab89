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

import javax.net.ssl.SSLException;

/// Settings for the client side of TLS. The handshake takes any certificate of which the other side
/// has the key; who it is of is for the caller to ask (`Wire.certificates`), before a word is said.
/// Immutable, safe for use by several threads.
public final class ClientTls {
    /// All that there are, the best one first (RFC 8996).
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final SslContext context;
    private final ExporterSecrets secrets;
    private final List<String> protocols;

    private ClientTls(SslContext context, ExporterSecrets secrets, List<String> protocols) {
        this.context = context;
        this.secrets = secrets;
        this.protocols = protocols;
    }

    /// Shows no certificate of its own.
    public static ClientTls anonymous() {
        return build(SslContextBuilder.forClient());
    }

    /// Shows a certificate to servers that ask for one.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    public static ClientTls of(Path chain, Path key) {
        KeyAndChain material = KeyAndChain.read(chain, key);
        return build(SslContextBuilder.forClient().keyManager(material.key(), material.chain()));
    }

    /// The same with no other protocols than these.
    public ClientTls with(List<String> only) {
        return new ClientTls(context, secrets, List.copyOf(only));
    }

    /// TLS for a connection, with `host` in SNI.
    public TlsLayer layer(Channel channel, String host, int port) {
        SslHandler handler = context.newHandler(channel.alloc(), host, port);
        // The wire has its own
        handler.setHandshakeTimeoutMillis(0);
        handler.engine().setEnabledProtocols(protocols.toArray(String[]::new));
        return TlsLayer.ofClient(handler, secrets, channel.eventLoop());
    }

    private static ClientTls build(SslContextBuilder builder) {
        try {
            SslContext context =
                    builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm(null)
                            .protocols(PROTOCOLS)
                            .build();
            return new ClientTls(context, ExporterSecrets.of(context), PROTOCOLS);
        } catch (SSLException e) {
            throw new ConfigException("TLS cannot be used here: " + e.getMessage());
        }
    }
}
