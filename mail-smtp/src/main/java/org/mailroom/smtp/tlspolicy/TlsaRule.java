// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.dns.Tlsa;
import org.mailroom.smtp.tlspolicy.DaneDigests.Digest;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A TLSA record that SMTP can use.
///
/// @param digest of which `data` is; none where `data` is the whole certificate or key
/// @param data in hexadecimal digits of lower case
record TlsaRule(Usage usage, Part part, Optional<Digest> digest, String data) {
    private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    /// Whom a record is about (RFC 6698 §2.1.1).
    enum Usage {
        /// DANE-TA: an authority that vouches for the server.
        AUTHORITY,
        /// DANE-EE: the server itself.
        SERVER
    }

    /// What of a certificate it has (RFC 6698 §2.1.2).
    enum Part {
        CERTIFICATE,
        PUBLIC_KEY
    }

    /// Empty where the record cannot be used.
    static Optional<TlsaRule> of(Tlsa record, DaneDigests digests) {
        Optional<Usage> usage =
                switch (record.usage()) {
                    case 2 -> Optional.of(Usage.AUTHORITY);
                    case 3 -> Optional.of(Usage.SERVER);
                    // RFC 7672 §3.1.3: 0 and 1 need authorities that all agree on; there are none
                    default -> Optional.empty();
                };
        Optional<Part> part =
                switch (record.selector()) {
                    case 0 -> Optional.of(Part.CERTIFICATE);
                    case 1 -> Optional.of(Part.PUBLIC_KEY);
                    default -> Optional.empty();
                };
        if (usage.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        Optional<Digest> digest = digests.of(record.matchingType());
        var rule = new TlsaRule(usage.get(), part.get(), digest, record.data());
        boolean usable =
                record.matchingType() == 0
                        ? rule.isReadable()
                        : digest.filter(d -> record.data().length() == 2 * d.octets()).isPresent();
        return usable ? Optional.of(rule) : Optional.empty();
    }

    boolean matches(X509Certificate certificate) {
        try {
            byte[] octets =
                    switch (part) {
                        case CERTIFICATE -> certificate.getEncoded();
                        case PUBLIC_KEY -> certificate.getPublicKey().getEncoded();
                    };
            byte[] seen =
                    digest.isEmpty()
                            ? octets
                            : MessageDigest.getInstance(digest.get().algorithm()).digest(octets);
            return HexFormat.of().formatHex(seen).equals(data);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// The certificate, where the whole of it is here.
    Optional<X509Certificate> certificate() {
        if (digest.isPresent() || part != Part.CERTIFICATE) {
            return Optional.empty();
        }
        try {
            byte[] octets = HexFormat.of().parseHex(data);
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(octets)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /// The public key, where the whole of it is here.
    Optional<PublicKey> publicKey() {
        if (digest.isPresent() || part != Part.PUBLIC_KEY) {
            return Optional.empty();
        }
        var octets = new X509EncodedKeySpec(HexFormat.of().parseHex(data));
        return KEY_KINDS.stream()
                .map(kind -> publicKey(kind, octets))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<PublicKey> publicKey(String kind, X509EncodedKeySpec octets) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(octets));
        } catch (GeneralSecurityException anotherKind) {
            return Optional.empty();
        }
    }

    /// Whether it is a certificate or a key.
    boolean isReadable() {
        return certificate().isPresent() || publicKey().isPresent();
    }
}
