// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;

import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLException;

/// Certificates and settings for the server side of TLS. Immutable: a reload makes a new one, and
/// sessions that have begun keep theirs. Safe for use by several threads.
public final class ServerTls {
    private final SslContext context;

    private ServerTls(SslContext context) {
        this.context = context;
    }

    /// Reads a certificate chain and its key in PEM form. TLS 1.2 and 1.3 only (RFC 8996).
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    public static ServerTls of(Path chain, Path key) {
        try {
            return of(KeyAndChain.read(chain, key));
        } catch (SSLException e) {
            throw new ConfigException(
                    "cannot use certificate %s with key %s: %s"
                            .formatted(chain, key, e.getMessage()));
        }
    }

    /// The same from the text of the files.
    static ServerTls of(String chain, String key) {
        try {
            return of(KeyAndChain.read(new StringReader(chain), new StringReader(key)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ServerTls of(KeyAndChain material) throws SSLException {
        return new ServerTls(
                SslContextBuilder.forServer(material.key(), material.chain())
                        .protocols("TLSv1.3", "TLSv1.2")
                        .build());
    }

    public SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }
}
