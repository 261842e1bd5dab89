// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
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
import java.util.stream.Stream;

/// The certificate of this server: `smtpd_tls_chain_files`, or the older pairs of parameters, or
/// one of its own making.
final class TlsMaterial {
    static final String CERTIFICATE = "BEGIN CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY-";

    private static final List<Pair> PAIRS =
            List.of(
                    new Pair(TlsParameters.SMTPD_TLS_CERT_FILE, TlsParameters.SMTPD_TLS_KEY_FILE),
                    new Pair(
                            TlsParameters.SMTPD_TLS_ECCERT_FILE,
                            TlsParameters.SMTPD_TLS_ECKEY_FILE));

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
        List<Path> named =
                PAIRS.stream()
                        .filter(pair -> pair.isIn(main))
                        .flatMap(it -> it.files(main))
                        .toList();
        return named.isEmpty()
                ? SelfMadeCertificate.kept(folder(main))
                        .map(made -> List.of(made.chain(), made.key()))
                        .orElse(List.of())
                : named;
    }

    /// The parameters that name a certificate, and its key.
    private record Pair(Parameter<String> certificate, Parameter<String> key) {
        boolean isIn(MainCf main) {
            String file = main.get(certificate);
            return !file.isEmpty() && !file.equals("none");
        }

        Stream<Path> files(MainCf main) {
            return Stream.of(main.get(certificate), main.get(key)).map(Path::of);
        }

        ServerTls load(MainCf main) {
            Path chain =
                    main.use(certificate, file -> holding(CERTIFICATE, List.of(Path.of(file))));
            return main.use(
                    key, file -> ServerTls.of(chain, holding(PRIVATE_KEY, List.of(Path.of(file)))));
        }
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
        return PAIRS.stream()
                .filter(pair -> pair.isIn(main))
                .map(pair -> pair.load(main))
                .reduce(ServerTls::and);
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
