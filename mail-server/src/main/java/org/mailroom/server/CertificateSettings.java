// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.TlsParameters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.ClientCertificates;
import org.mailroom.core.tls.Fingerprints;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.access.CertificateRights;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From `main.cf` to what certificates of others are worth.
final class CertificateSettings {
    private CertificateSettings() {}

    /// @throws ConfigException when something that it names cannot be used
    static CertificateRights rights(MainCf main, ServiceName service, Tables tables) {
        TrustedRoots roots =
                roots(
                        main,
                        service,
                        TlsParameters.SMTPD_TLS_CAFILE,
                        TlsParameters.SMTPD_TLS_CAPATH);
        var certificates =
                new ClientCertificates(
                        roots,
                        main.get(TlsParameters.SMTPD_TLS_CCERT_VERIFYDEPTH, service),
                        fingerprints(main, service, TlsParameters.SMTPD_TLS_FINGERPRINT_DIGEST));
        return new CertificateRights(
                certificates, main.use(TlsParameters.RELAY_CLIENTCERTS, service, tables::openAll));
    }

    /// Whose account the certificates of a client open.
    static Function<List<X509Certificate>, Lookup> owners(MainCf main, Tables tables) {
        List<LookupTable> maps = main.use(AccountParameters.LOGIN_CLIENTCERTS, tables::openAll);
        var certificates =
                new ClientCertificates(
                        TrustedRoots.none(),
                        0,
                        fingerprints(
                                main,
                                ServiceName.server("smtp"),
                                TlsParameters.SMTPD_TLS_FINGERPRINT_DIGEST));
        return shown -> certificates.find(maps, shown);
    }

    static TrustedRoots roots(
            MainCf main,
            ServiceName service,
            Parameter<Optional<Path>> file,
            Parameter<Optional<Path>> directory) {
        var files = new ArrayList<Path>();
        files.addAll(
                main.use(
                        directory,
                        service,
                        path -> path.map(TrustedRoots::filesIn).orElse(List.of())));
        return main.use(
                file,
                service,
                path -> {
                    path.ifPresent(files::add);
                    return TrustedRoots.of(files);
                });
    }

    static Fingerprints fingerprints(MainCf main, ServiceName service, Parameter<String> digest) {
        return main.use(
                digest,
                service,
                name -> {
                    try {
                        return new Fingerprints(name);
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(String.valueOf(e.getMessage()));
                    }
                });
    }
}
