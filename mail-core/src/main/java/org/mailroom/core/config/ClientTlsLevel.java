// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Locale;

/// How mail is protected on its way to another server, as in `smtp_tls_security_level`.
public enum ClientTlsLevel {
    NONE,
    /// Where the other server can; its certificate is not looked at (RFC 7435).
    MAY,
    /// Always; its certificate is not looked at.
    ENCRYPT,
    /// As the DNS says (RFC 7672): by certificate where it has proven TLSA records, else as `MAY`.
    DANE,
    /// Always, with a certificate that proven TLSA records name.
    DANE_ONLY,
    /// Always, with one of the certificates that are named.
    FINGERPRINT,
    /// Always, with a certificate that a trusted authority made for the server.
    VERIFY,
    /// Always, with a certificate that a trusted authority made for the next hop, which no answer
    /// of the DNS can change.
    SECURE;

    /// Whether mail waits where there is no TLS.
    public boolean isMandatory() {
        return switch (this) {
            case NONE, MAY, DANE -> false;
            case ENCRYPT, DANE_ONLY, FINGERPRINT, VERIFY, SECURE -> true;
        };
    }

    /// Whether mail waits where the certificate is not the right one.
    public boolean isByCertificate() {
        return switch (this) {
            case NONE, MAY, DANE, ENCRYPT -> false;
            case DANE_ONLY, FINGERPRINT, VERIFY, SECURE -> true;
        };
    }

    /// The word for it in the configuration and the log.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
