// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// How certificates are told apart: by digests of the certificate and of its public key, in
/// hexadecimal with colons.
///
/// @param digest as MessageDigest calls it
public record Fingerprints(String digest) {
    private static final HexFormat FORM = HexFormat.ofDelimiter(":").withUpperCase();

    /// @throws IllegalArgumentException when there is no such digest
    public Fingerprints {
        digest = digest.toUpperCase(Locale.ROOT).replaceFirst("^SHA-?", "SHA-");
        newDigest(digest);
    }

    /// That of the certificate, and that of its key.
    public List<String> of(X509Certificate certificate) {
        try {
            return List.of(
                    text(certificate.getEncoded()), text(certificate.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException unreadable) {
            return List.of();
        }
    }

    private String text(byte[] octets) {
        return FORM.formatHex(newDigest(digest).digest(octets));
    }

    private static MessageDigest newDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("there is no digest " + name, e);
        }
    }
}
