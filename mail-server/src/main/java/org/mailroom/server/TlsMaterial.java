// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.TlsParameters;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The certificate of this server: `smtpd_tls_chain_files`, or the older pair of parameters, or one
/// of its own making.
final class TlsMaterial {
    static final String CERTIFICATE = "BEGIN CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY-";

    private TlsMaterial() {}

    /// Reads it; where none is configured, one is made and kept.
    static ServerTls load(MainCf main) {
        return configured(main).orElseGet(() -> selfMade(main));
    }

    /// The same without a trace: one that would be made is not kept.
    static ServerTls look(MainCf main) {
        return configured(main).orElseGet(() -> selfMadeOrPassing(main));
    }

    /// The files that it is read from; none where it is still to be made.
    static List<Path> files(MainCf main) {
        List<Path> chainFiles = main.get(TlsParameters.SMTPD_TLS_CHAIN_FILES);
        if (!chainFiles.isEmpty()) {
            return chainFiles;
        }
        return hasPair(main)
                ? List.of(
                        Path.of(main.get(TlsParameters.SMTPD_TLS_CERT_FILE)),
                        Path.of(main.get(TlsParameters.SMTPD_TLS_KEY_FILE)))
                : SelfMadeCertificate.kept(folder(main))
                        .map(made -> List.of(made.chain(), made.key()))
                        .orElse(List.of());
    }

    private static boolean hasPair(MainCf main) {
        String certificate = main.get(TlsParameters.SMTPD_TLS_CERT_FILE);
        return !certificate.isEmpty() && !certificate.equals("none");
    }

    private static Optional<ServerTls> configured(MainCf main) {
        if (!main.get(TlsParameters.SMTPD_TLS_CHAIN_FILES).isEmpty()) {
            return Optional.of(
                    main.use(
                            TlsParameters.SMTPD_TLS_CHAIN_FILES,
                            files -> {
                                holding(CERTIFICATE, files);
                                holding(PRIVATE_KEY, files);
                                return ServerTls.of(files);
                            }));
        }
        return hasPair(main) ? Optional.of(pair(main)) : Optional.empty();
    }

    private static ServerTls pair(MainCf main) {
        Path certificate =
                main.use(
                        TlsParameters.SMTPD_TLS_CERT_FILE,
                        file -> holding(CERTIFICATE, List.of(Path.of(file))));
        return main.use(
                TlsParameters.SMTPD_TLS_KEY_FILE,
                file -> ServerTls.of(certificate, holding(PRIVATE_KEY, List.of(Path.of(file)))));
    }

    /// The first of these files that has a certificate, or a key.
    ///
    /// @throws ConfigException when none has
    static Path holding(String mark, List<Path> files) {
        for (Path file : files) {
            try {
                // A key in binary form is no text in any encoding but this
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(mark)) {
                    return file;
                }
            } catch (IOException e) {
                throw new ConfigException(
                        "cannot read %s: %s: expected a PEM file that the server may read"
                                .formatted(file, FileFault.reason(e)));
            }
        }
        throw new ConfigException(
                "no %s in %s: expected a line \"-----BEGIN %s-----\""
                        .formatted(
                                mark.equals(PRIVATE_KEY) ? "private key" : "certificate",
                                files.stream()
                                        .map(Path::toString)
                                        .collect(Collectors.joining(", ")),
                                mark.equals(PRIVATE_KEY) ? "PRIVATE KEY" : "CERTIFICATE"));
    }

    private static ServerTls selfMadeOrPassing(MainCf main) {
        Optional<SelfMadeCertificate> kept = SelfMadeCertificate.kept(folder(main));
        if (kept.isEmpty()) {
            return SelfMadeCertificate.passing(names(main), Instant.now());
        }
        return main.use(
                PathParameters.DATA_DIRECTORY,
                _ -> ServerTls.of(kept.get().chain(), kept.get().key()));
    }

    private static ServerTls selfMade(MainCf main) {
        Path folder = folder(main);
        try {
            Files.createDirectories(folder);
            var made = SelfMadeCertificate.in(folder, names(main), Instant.now());
            return main.use(
                    PathParameters.DATA_DIRECTORY, _ -> ServerTls.of(made.chain(), made.key()));
        } catch (IOException e) {
            throw main.fault(
                    PathParameters.DATA_DIRECTORY,
                    "cannot keep a certificate in %s: %s: make the directory and give it to this user"
                            .formatted(folder, FileFault.reason(e)));
        }
    }

    private static Path folder(MainCf main) {
        return main.get(PathParameters.DATA_DIRECTORY).resolve("tls");
    }

    private static List<String> names(MainCf main) {
        return List.of(main.get(NameParameters.MYHOSTNAME), main.get(NameParameters.MYDOMAIN));
    }
}
