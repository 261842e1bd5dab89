// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;

import org.mailroom.core.config.ConfigException;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
        if (!Files.isReadable(chain) || !Files.isReadable(key)) {
            Path file = Files.isReadable(chain) ? key : chain;
            throw new ConfigException(
                    "cannot read " + file + ": expected a PEM file that this user may read");
        }
        try {
            return of(SslContextBuilder.forServer(chain.toFile(), key.toFile()));
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(
                    "cannot use certificate %s with key %s: %s"
                            .formatted(chain, key, e.getMessage()));
        }
    }

    /// The same from the text of the files.
    static ServerTls of(String chain, String key) {
        try {
            return of(SslContextBuilder.forServer(octets(chain), octets(key)));
        } catch (SSLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ServerTls of(SslContextBuilder material) throws SSLException {
        return new ServerTls(material.protocols("TLSv1.3", "TLSv1.2").build());
    }

    private static InputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    public SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }
}
