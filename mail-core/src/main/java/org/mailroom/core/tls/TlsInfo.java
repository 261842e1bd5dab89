// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// What a handshake agreed on, as the log and the `Received` field name it.
///
/// @param shown the certificates of the peer, its own first; none where it showed none
/// @param channel what a login can be bound to
public record TlsInfo(
        String protocol, String cipher, int bits, List<X509Certificate> shown, TlsChannel channel) {

    public TlsInfo {
        shown = List.copyOf(shown);
    }

    /// One without certificates.
    public TlsInfo(String protocol, String cipher, int bits) {
        this(protocol, cipher, bits, List.of(), TlsChannel.NONE);
    }

    /// What an engine has agreed on.
    ///
    /// @param own the certificate of this end, where it is the server
    /// @param secret where the engine does not export keys itself
    static TlsInfo of(
            SSLEngine engine, Optional<X509Certificate> own, Optional<ExporterSecret> secret) {
        SSLSession session = engine.getSession();
        List<X509Certificate> shown = shown(session);
        return new TlsInfo(
                session.getProtocol(),
                session.getCipherSuite(),
                bits(session),
                shown,
                SessionChannel.of(session, own.or(() -> shown.stream().findFirst()), secret));
    }

    /// The same with a peer of which nothing is known.
    public TlsInfo withoutCertificates() {
        return new TlsInfo(protocol, cipher, bits, List.of(), channel);
    }

    private static int bits(SSLSession session) {
        String cipher = session.getCipherSuite();
        return cipher.contains("256") && !cipher.contains("AES_128") ? 256 : 128;
    }

    private static List<X509Certificate> shown(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }
}
