// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.smtp.tlspolicy.TlsaRule.Usage;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The way from a server's certificate to an authority that its TLSA records name (DANE-TA, RFC
/// 7671 §5.2), by what the server shows and what the records have.
final class AuthorityPath {
    /// Of what a server shows, more is not looked at, and no path is longer.
    private static final int MAX_CERTIFICATES = 10;

    // RFC 5280 §4.2.1.12
    private static final Set<String> FOR_SERVERS = Set.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

    // RFC 5280 §4.2.1.3
    private static final int KEY_CERT_SIGN = 5;

    private final List<X509Certificate> shown;
    private final TlsaRules rules;
    private final List<X509Certificate> path = new ArrayList<>();

    AuthorityPath(List<X509Certificate> shown, TlsaRules rules) {
        this.shown = shown.stream().limit(MAX_CERTIFICATES).toList();
        this.rules = rules;
    }

    /// Whether one of the authorities vouches for the first certificate, today, for a server.
    boolean isThere() {
        path.add(shown.getFirst());
        while (path.size() <= MAX_CERTIFICATES) {
            Optional<TrustAnchor> anchor = anchor(path.getLast());
            if (anchor.isPresent()) {
                return isForServers(shown.getFirst()) && isValid(anchor.get());
            }
            Optional<X509Certificate> next = issuers(path.getLast()).findFirst();
            if (next.isEmpty()) {
                return false;
            }
            path.add(next.get());
        }
        return false;
    }

    /// What the records name as the issuer of a certificate: one that was shown, or one that they
    /// have whole.
    private Optional<TrustAnchor> anchor(X509Certificate of) {
        Stream<TrustAnchor> named = issuers(of).filter(this::isNamed).map(AuthorityPath::anchorOf);
        Stream<TrustAnchor> whole =
                rules.of(Usage.AUTHORITY)
                        .map(TlsaRule::certificate)
                        .flatMap(Optional::stream)
                        .filter(issuer -> isIssuer(issuer, of) && isAuthority(issuer))
                        .map(AuthorityPath::anchorOf);
        Stream<TrustAnchor> keys =
                rules.of(Usage.AUTHORITY)
                        .map(TlsaRule::publicKey)
                        .flatMap(Optional::stream)
                        .filter(key -> isSigned(of, key))
                        .map(key -> new TrustAnchor(of.getIssuerX500Principal(), key, null));
        return Stream.of(named, whole, keys).flatMap(s -> s).findFirst();
    }

    private static TrustAnchor anchorOf(X509Certificate authority) {
        return new TrustAnchor(authority, null);
    }

    private boolean isNamed(X509Certificate issuer) {
        return rules.match(Usage.AUTHORITY, issuer) && isAuthority(issuer);
    }

    private Stream<X509Certificate> issuers(X509Certificate of) {
        return shown.stream()
                .skip(1)
                .filter(issuer -> !path.contains(issuer) && isIssuer(issuer, of));
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate of) {
        return issuer.getSubjectX500Principal().equals(of.getIssuerX500Principal())
                && isSigned(of, issuer.getPublicKey());
    }

    private static boolean isSigned(X509Certificate certificate, PublicKey by) {
        try {
            certificate.verify(by);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    // The path validation takes an anchor as it is
    private static boolean isAuthority(X509Certificate certificate) {
        boolean[] uses = certificate.getKeyUsage();
        try {
            certificate.checkValidity();
            return certificate.getBasicConstraints() >= 0 && (uses == null || uses[KEY_CERT_SIGN]);
        } catch (CertificateException outOfDate) {
            return false;
        }
    }

    private static boolean isForServers(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.stream().anyMatch(FOR_SERVERS::contains);
        } catch (CertificateException unreadable) {
            return false;
        }
    }

    // RFC 5280 §6: signatures, dates, what authorities may do
    private boolean isValid(TrustAnchor anchor) {
        try {
            var parameters = new PKIXParameters(Set.of(anchor));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path),
                            parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
