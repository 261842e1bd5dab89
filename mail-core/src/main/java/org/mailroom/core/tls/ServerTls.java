// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

import org.mailroom.core.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

/// Certificates and settings for the server side of TLS. A reload makes a new one, and sessions
/// that have begun keep theirs. Safe for use by several threads.
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final List<KeyAndChain> keys;
    private final Optional<Names> names;
    private final ServerTerms terms;

    // Made when the first client comes, as most doors share their certificates and few are used at
    // once
    private volatile List<Identity> identities = List.of();
    private final Map<List<Path>, List<Identity>> byFiles = new ConcurrentHashMap<>();

    /// Who the server is under one certificate.
    record Identity(KeyAndChain key, SslContext context, ExporterSecrets secrets) {
        X509Certificate certificate() {
            return key.chain().getFirst();
        }

        String algorithm() {
            return certificate().getPublicKey().getAlgorithm();
        }
    }

    /// Whose files are taken where a client wants a certain name (RFC 6066 §3).
    @FunctionalInterface
    public interface Names {
        /// Files with keys and certificates; none where the name has no own. May block.
        List<Path> chainFiles(String name);
    }

    private ServerTls(List<KeyAndChain> keys, Optional<Names> names, ServerTerms terms) {
        this.keys = List.copyOf(keys);
        this.names = names;
        this.terms = terms;
    }

    /// Has what speaks TLS loaded and tried.
    ///
    /// @return whether that is a native library
    public static boolean loadLibrary() {
        return OpenSsl.isAvailable();
    }

    /// Reads a certificate chain and its key in PEM form.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    public static ServerTls of(Path chain, Path key) {
        return of(List.of(KeyAndChain.read(chain, key)), chain + " with key " + key);
    }

    /// Reads keys, and behind each its certificate chain, from files in PEM form.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    public static ServerTls of(List<Path> chainFiles) {
        return of(KeyAndChain.readAll(chainFiles), String.valueOf(chainFiles));
    }

    private static ServerTls of(List<KeyAndChain> keys, String files) {
        try {
            var server = new ServerTls(keys, Optional.empty(), ServerTerms.USUAL);
            server.identities();
            return server;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "cannot use certificate %s: %s".formatted(files, e.getMessage()));
        }
    }

    /// The same from the text of the files.
    static ServerTls of(String chain, String key) {
        try {
            var keys = KeyAndChain.read(new StringReader(chain), new StringReader(key));
            return new ServerTls(List.of(keys), Optional.empty(), ServerTerms.USUAL);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// The same with the certificates of another, too: each client sees one that it can use.
    public ServerTls and(ServerTls other) {
        var all = Stream.concat(keys.stream(), other.keys.stream()).toList();
        return new ServerTls(all, names, terms);
    }

    /// The same with other certificates for some names.
    public ServerTls with(Names others) {
        return new ServerTls(keys, Optional.of(others), terms);
    }

    /// The same on other terms.
    public ServerTls with(ServerTerms others) {
        return new ServerTls(keys, names, others);
    }

    private synchronized List<Identity> identities() {
        if (identities.isEmpty()) {
            identities = identities(keys);
        }
        return identities;
    }

    private List<Identity> identities(List<KeyAndChain> all) {
        return all.stream()
                .map(
                        key -> {
                            try {
                                SslContext context = terms.context(key);
                                return new Identity(key, context, ExporterSecrets.of(context));
                            } catch (SSLException e) {
                                throw new IllegalArgumentException(e.getMessage(), e);
                            }
                        })
                .toList();
    }

    /// TLS for a connection of which nothing has been read yet.
    ///
    /// @param executor of the connection
    public TlsLayer layer(EventExecutor executor) {
        Promise<Channel> done = executor.newPromise();
        var handshake = new ServerHandshake(this, done);
        return new TlsLayer(handshake, done, handshake::info);
    }

    /// Who the server is for that client; nobody where it wants another protocol.
    Future<Optional<Identity>> identity(ClientHello hello, EventExecutor executor) {
        // RFC 9325 §3.7, ALPACA: who says what he wants to speak must want this
        boolean foreign =
                !hello.protocols().isEmpty()
                        && terms.protocol().filter(hello.protocols()::contains).isEmpty();
        if (foreign) {
            return executor.newSucceededFuture(Optional.empty());
        }
        List<Identity> made = identities;
        if (!made.isEmpty() && (hello.serverName().isEmpty() || names.isEmpty())) {
            return executor.newSucceededFuture(Optional.of(best(made, hello)));
        }
        Promise<Optional<Identity>> found = executor.newPromise();
        Thread.ofVirtual().name("identity").start(() -> find(hello, found));
        return found;
    }

    private void find(ClientHello hello, Promise<Optional<Identity>> found) {
        try {
            found.setSuccess(Optional.of(best(wanted(hello), hello)));
        } catch (RuntimeException e) {
            LOG.error("no certificate for a client", e);
            found.setFailure(e);
        }
    }

    private List<Identity> wanted(ClientHello hello) {
        return names.isPresent() && hello.serverName().isPresent()
                ? named(names.get(), hello.serverName().get())
                : identities();
    }

    private List<Identity> named(Names own, String name) {
        try {
            List<Path> files = own.chainFiles(name);
            return files.isEmpty()
                    ? identities()
                    : byFiles.computeIfAbsent(files, some -> identities(KeyAndChain.readAll(some)));
        } catch (RuntimeException e) {
            LOG.warn("no certificate of its own for {}: {}", name, e.getMessage());
            return identities();
        }
    }

    // An elliptic curve costs less than RSA
    private static Identity best(List<Identity> among, ClientHello hello) {
        Function<String, Optional<Identity>> of =
                kind ->
                        among.stream()
                                .filter(identity -> identity.algorithm().equals(kind))
                                .filter(identity -> hello.takes(kind))
                                .findFirst();
        return of.apply("EC").or(() -> of.apply("RSA")).orElseGet(among::getFirst);
    }
}
