// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.tls.ClientCertificates;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.identity.CertificateNames;
import org.mailroom.smtp.identity.Client;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What a client may because of the certificate that it shows. Safe for use by several threads.
///
/// @param relay `relay_clientcerts`
public record CertificateRights(ClientCertificates certificates, List<LookupTable> relay) {
    public CertificateRights {
        relay = List.copyOf(relay);
    }

    /// Whether a trusted authority made the certificate.
    public boolean isTrusted(Client client) {
        return certificates.areTrusted(shown(client));
    }

    /// What `relay_clientcerts` has for it.
    public Lookup relaying(Client client) {
        return certificates.find(relay, shown(client));
    }

    /// What a table has for it.
    Lookup find(LookupTable table, Client client) {
        return certificates.find(List.of(table), shown(client));
    }

    /// The fingerprint of the certificate, and that of its key; none without one.
    List<String> fingerprints(Client client) {
        return own(client).map(certificates.fingerprints()::of).orElse(List.of());
    }

    /// The certificate as the log has it; empty without one.
    public Optional<String> line(Client client) {
        return own(client).map(it -> CertificateNames.line(it, fingerprints(client)));
    }

    private static Optional<X509Certificate> own(Client client) {
        return shown(client).stream().findFirst();
    }

    private static List<X509Certificate> shown(Client client) {
        return client.tls().map(TlsInfo::shown).orElse(List.of());
    }
}
