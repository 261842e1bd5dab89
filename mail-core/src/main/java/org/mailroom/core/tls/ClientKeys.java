// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// The keys of a client, of which each server that asks sees the first that it can use: one of an
/// elliptic curve before one of RSA, as with OpenSSL. Which authorities the server names does not
/// matter. Safe for use by several threads.
final class ClientKeys extends X509ExtendedKeyManager {
    private static final String CURVE = "EC";

    private final List<KeyAndChain> keys;

    ClientKeys(List<KeyAndChain> keys) {
        this.keys =
                Stream.of(true, false)
                        .flatMap(curve -> keys.stream().filter(it -> isOfCurve(it) == curve))
                        .toList();
    }

    private static boolean isOfCurve(KeyAndChain key) {
        return kind(key).equals(CURVE);
    }

    private static String kind(KeyAndChain key) {
        return key.chain().getFirst().getPublicKey().getAlgorithm();
    }

    @Override
    public String chooseEngineClientAlias(
            String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(taken(keyTypes, engine));
    }

    private String choose(Set<String> taken) {
        return alias(
                IntStream.range(0, keys.size())
                        .filter(at -> taken.contains(kind(keys.get(at))))
                        .findFirst()
                        .orElse(0));
    }

    /// The kinds of keys that the server takes. RFC 8446 §4.2.3: it says which signatures; before
    /// TLS 1.2 it said the kinds only.
    private static Set<String> taken(String[] keyTypes, SSLEngine engine) {
        List<String> signatures =
                engine.getHandshakeSession() instanceof ExtendedSSLSession session
                        ? List.of(session.getPeerSupportedSignatureAlgorithms())
                        : List.of();
        return signatures.isEmpty()
                ? Set.of(keyTypes)
                : signatures.stream()
                        .map(name -> name.endsWith("ECDSA") ? CURVE : "RSA")
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static String alias(int at) {
        return Integer.toString(at);
    }

    private KeyAndChain key(String alias) {
        return keys.get(Integer.parseInt(alias));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return key(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key(alias).key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return IntStream.range(0, keys.size())
                .filter(at -> kind(keys.get(at)).equals(keyType))
                .mapToObj(ClientKeys::alias)
                .toArray(String[]::new);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return choose(Set.of(keyTypes));
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
