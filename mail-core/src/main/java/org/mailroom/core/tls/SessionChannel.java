// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/// What can be bound to a TLS session.
final class SessionChannel implements TlsChannel {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTED_OCTETS = 32;
    private static final Pattern SIGNED_BY = Pattern.compile("(MD5|SHA\\d+)with.*");

    private final Optional<X509Certificate> server;
    private final Optional<byte[]> exported;

    private SessionChannel(Optional<X509Certificate> server, Optional<byte[]> exported) {
        this.server = server;
        this.exported = exported;
    }

    /// @param server the certificate of the end that is the server, where it is known
    /// @param secret where the session does not export keys itself
    static SessionChannel of(
            SSLSession session, Optional<X509Certificate> server, Optional<ExporterSecret> secret) {
        // RFC 9266 §3: with TLS 1.2 it would depend on an extension
        if (!session.getProtocol().equals("TLSv1.3")) {
            return new SessionChannel(server, Optional.empty());
        }
        return new SessionChannel(
                server, secret.map(SessionChannel::exported).orElseGet(() -> exported(session)));
    }

    @Override
    public Optional<byte[]> binding(String type) {
        return switch (type) {
            case EXPORTER -> exported.map(byte[]::clone);
            case "tls-server-end-point" -> endPoint();
            default -> Optional.empty();
        };
    }

    // RFC 9266 §2
    private static Optional<byte[]> exported(ExporterSecret secret) {
        try {
            return Optional.of(secret.export(LABEL, EXPORTED_OCTETS));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> exported(SSLSession session) {
        try {
            return session instanceof ExtendedSSLSession extended
                    ? Optional.of(
                            extended.exportKeyingMaterialData(LABEL, new byte[0], EXPORTED_OCTETS))
                    : Optional.empty();
        } catch (UnsupportedOperationException | SSLKeyException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    // RFC 5929 §4.1
    private Optional<byte[]> endPoint() {
        return server.flatMap(SessionChannel::digest);
    }

    private static Optional<byte[]> digest(X509Certificate certificate) {
        Matcher signed = SIGNED_BY.matcher(certificate.getSigAlgName());
        if (!signed.matches()) {
            return Optional.empty();
        }
        String hash = signed.group(1).toUpperCase(Locale.ROOT);
        boolean weak = hash.equals("MD5") || hash.equals("SHA1");
        try {
            return Optional.of(
                    MessageDigest.getInstance(weak ? "SHA-256" : hash.replace("SHA", "SHA-"))
                            .digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
