// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ClientTlsParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.core.tls.TrustedRoots;
import org.mailroom.smtp.client.ClientSettings;
import org.mailroom.smtp.client.ClientSettings.Start;
import org.mailroom.smtp.client.ClientSettings.TlsLog;
import org.mailroom.smtp.tlspolicy.CertificateMatch;
import org.mailroom.smtp.tlspolicy.DaneDigests;
import org.mailroom.smtp.tlspolicy.DanePolicies;
import org.mailroom.smtp.tlspolicy.PolicyDefaults;
import org.mailroom.smtp.tlspolicy.Proofs;
import org.mailroom.smtp.tlspolicy.Protocols;
import org.mailroom.smtp.tlspolicy.TlsPolicies;
import org.mailroom.smtp.tlspolicy.TlsPolicy;
import org.mailroom.smtp.tlspolicy.TrustAnchors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// From `main.cf` to TLS of a client with other servers.
///
/// @param service the client, whose own values win
record ClientTlsSettings(MainCf main, ServiceName service, ClientTlsParameters parameters) {

    /// @throws ConfigException when something that it names cannot be used
    ClientSettings.Tls tls(Tables tables, Proofs proofs) {
        return new ClientSettings.Tls(
                policies(tables, proofs),
                dane(proofs),
                start(),
                own(),
                match(),
                new ClientSettings.Demands(
                        get(parameters.requireTls()),
                        main.get(MessageParameters.TLS_REQUIRED_ENABLE)
                                ? ClientSettings.Relaxing.OBEYED
                                : ClientSettings.Relaxing.IGNORED),
                new TlsLog(
                        get(parameters.logLevel()) > 0,
                        get(parameters.logLevel()) > 1,
                        get(parameters.logStatus())));
    }

    private DanePolicies.Terms dane(Proofs proofs) {
        return new DanePolicies.Terms(
                proofs,
                get(ClientTlsParameters.DANE_INSECURE_MX_POLICY),
                main.use(ClientTlsParameters.TLS_DANE_DIGESTS, service, DaneDigests::parse));
    }

    private TlsPolicies policies(Tables tables, Proofs proofs) {
        ClientTlsParameters.Matching matching = parameters.matching();
        var defaults =
                new PolicyDefaults(
                        get(matching.verify()),
                        get(matching.secure()),
                        get(matching.fingerprint()),
                        new TlsPolicy.Versions(
                                main.use(parameters.protocols(), service, Protocols::parse),
                                main.use(
                                        parameters.mandatoryProtocols(),
                                        service,
                                        Protocols::parse)),
                        get(parameters.serverName()),
                        anchors());
        return new TlsPolicies(
                get(parameters.level()),
                defaults,
                main.use(parameters.policyMaps(), service, tables::openAll),
                proofs);
    }

    private Optional<TrustAnchors> anchors() {
        return main.use(
                parameters.matching().anchors(),
                service,
                files -> files.isEmpty() ? Optional.empty() : Optional.of(TrustAnchors.of(files)));
    }

    private Start start() {
        ClientTlsLevel level = get(parameters.level());
        return main.use(
                parameters.wrapperMode(),
                service,
                atOnce -> {
                    if (atOnce && !level.isMandatory()) {
                        throw new ConfigException(
                                "it needs %s = encrypt, or more"
                                        .formatted(parameters.level().name()));
                    }
                    return atOnce ? Start.AT_ONCE : Start.BY_COMMAND;
                });
    }

    private ClientTls own() {
        ClientTlsParameters.Own own = parameters.own();
        if (!get(own.chainFiles()).isEmpty()) {
            return main.use(
                    own.chainFiles(),
                    service,
                    files -> {
                        TlsMaterial.holding(TlsMaterial.CERTIFICATE, files);
                        TlsMaterial.holding(TlsMaterial.PRIVATE_KEY, files);
                        return ClientTls.of(files);
                    });
        }
        return Stream.of(own.usual(), own.ofCurve())
                .filter(this::isNamed)
                .map(this::own)
                .reduce(ClientTls::and)
                .orElseGet(ClientTls::anonymous);
    }

    private boolean isNamed(ClientTlsParameters.Pair pair) {
        String file = get(pair.certificate());
        return !file.isEmpty() && !file.equals("none");
    }

    private ClientTls own(ClientTlsParameters.Pair pair) {
        Path chain =
                main.use(
                        pair.certificate(),
                        service,
                        file ->
                                TlsMaterial.holding(
                                        TlsMaterial.CERTIFICATE, List.of(Path.of(file))));
        return main.use(
                pair.key(),
                service,
                file ->
                        ClientTls.of(
                                chain,
                                TlsMaterial.holding(
                                        TlsMaterial.PRIVATE_KEY, List.of(Path.of(file)))));
    }

    private CertificateMatch match() {
        ClientTlsParameters.Matching matching = parameters.matching();
        var files = new ArrayList<Path>();
        files.addAll(main.use(matching.caPath(), service, ClientTlsSettings::filesIn));
        TrustedRoots roots =
                main.use(
                        matching.caFile(),
                        service,
                        file -> {
                            file.ifPresent(files::add);
                            return TrustedRoots.of(files);
                        });
        return main.use(
                matching.digest(),
                service,
                digest -> {
                    try {
                        return new CertificateMatch(roots, digest);
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(String.valueOf(e.getMessage()));
                    }
                });
    }

    private static List<Path> filesIn(Optional<Path> directory) {
        return directory.map(TrustedRoots::filesIn).orElse(List.of());
    }

    private <T> T get(Parameter<T> parameter) {
        return main.get(parameter, service);
    }
}
