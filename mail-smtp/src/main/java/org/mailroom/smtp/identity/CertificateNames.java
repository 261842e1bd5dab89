// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.security.auth.x500.X500Principal;

/// Whose the certificate of a client is, and who made it, by their common names; empty where that
/// is not to be had.
public record CertificateNames(String subject, String issuer) {
    private static final Pattern COMMON_NAME =
            Pattern.compile("(?:^|,)CN=([^,\"\\\\]+)", Pattern.CASE_INSENSITIVE);

    /// Empty where the client has shown none.
    public static Optional<CertificateNames> of(Client client) {
        return client.tls()
                .flatMap(tls -> tls.shown().stream().findFirst())
                .map(CertificateNames::of);
    }

    /// As the log has it, with the fingerprints of the certificate and of its key.
    public static String line(X509Certificate own, List<String> fingerprints) {
        CertificateNames names = of(own);
        return "subject_CN=%.100s, issuer_CN=%.100s, fingerprint=%s, pkey_fingerprint=%s"
                .formatted(
                        names.subject(),
                        names.issuer(),
                        fingerprints.isEmpty() ? "" : fingerprints.getFirst(),
                        fingerprints.isEmpty() ? "" : fingerprints.getLast());
    }

    private static CertificateNames of(X509Certificate own) {
        return new CertificateNames(
                commonName(own.getSubjectX500Principal()),
                commonName(own.getIssuerX500Principal()));
    }

    // What is not ASCII has another form in the policy protocol than anybody knows
    private static String commonName(X500Principal name) {
        Matcher common = COMMON_NAME.matcher(name.getName());
        return common.find() && common.group(1).chars().allMatch(c -> c < 128)
                ? common.group(1)
                : "";
    }
}
