// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What the certificates of clients are good for. Safe for use by several threads.
///
/// @param roots the authorities that are trusted (`smtpd_tls_CAfile`, `smtpd_tls_CApath`)
/// @param depth how many authorities may stand above a certificate (`smtpd_tls_ccert_verifydepth`)
/// @param fingerprints how they are made (`smtpd_tls_fingerprint_digest`)
public record ClientCertificates(TrustedRoots roots, int depth, Fingerprints fingerprints) {

    /// Whether a trusted authority made the certificate.
    public boolean areTrusted(List<X509Certificate> shown) {
        return !shown.isEmpty() && shown.size() <= depth + 1 && roots.vouchForClient(shown);
    }

    /// What tables have for the first of these certificates, or else for its key.
    public Lookup find(List<LookupTable> tables, List<X509Certificate> shown) {
        Optional<X509Certificate> own = shown.stream().findFirst();
        for (String fingerprint : own.map(fingerprints::of).orElse(List.of())) {
            for (LookupTable table : tables) {
                Lookup found = table.find(fingerprint);
                if (!(found instanceof Lookup.NotFound)) {
                    return found;
                }
            }
        }
        return Lookup.NOT_FOUND;
    }
}
