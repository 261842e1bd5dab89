// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.mailroom.core.config.ConfigException;

import javax.net.ssl.SSLException;

/// Settings for the client side of TLS. Safe for use by several threads.
public final class ClientTls {
    private final SslContext context;

    private ClientTls(SslContext context) {
        this.context = context;
    }

    /// Encrypts without asking who the other is: better than clear text, no more (RFC 7435).
    public static ClientTls opportunistic() {
        return build(
                SslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null));
    }

    public SslHandler handler(ByteBufAllocator allocator, String host, int port) {
        return context.newHandler(allocator, host, port);
    }

    private static ClientTls build(SslContextBuilder builder) {
        try {
            return new ClientTls(builder.protocols("TLSv1.3", "TLSv1.2").build());
        } catch (SSLException e) {
            throw new ConfigException("TLS cannot be used here: " + e.getMessage());
        }
    }
}
