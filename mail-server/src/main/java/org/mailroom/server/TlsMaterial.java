// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.TlsParameters;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// The certificate of this server: `smtpd_tls_chain_files`, or the older pair of parameters, or one
/// of its own making.
final class TlsMaterial {
    private TlsMaterial() {}

    static ServerTls load(MainCf main) {
        List<Path> chainFiles = main.get(TlsParameters.SMTPD_TLS_CHAIN_FILES);
        if (!chainFiles.isEmpty()) {
            return ServerTls.of(
                    holding("BEGIN CERTIFICATE", chainFiles), holding("PRIVATE KEY-", chainFiles));
        }
        String certificate = main.get(TlsParameters.SMTPD_TLS_CERT_FILE);
        if (!certificate.isEmpty() && !certificate.equals("none")) {
            return ServerTls.of(
                    Path.of(certificate), Path.of(main.get(TlsParameters.SMTPD_TLS_KEY_FILE)));
        }
        return selfMade(main);
    }

    private static Path holding(String mark, List<Path> files) {
        for (Path file : files) {
            try {
                if (Files.readString(file).contains(mark)) {
                    return file;
                }
            } catch (IOException e) {
                throw new ConfigException(
                        "smtpd_tls_chain_files: cannot read " + file + ": " + e.getMessage());
            }
        }
        throw new ConfigException(
                "smtpd_tls_chain_files: no "
                        + (mark.startsWith("PRIVATE") ? "private key" : "certificate")
                        + " in "
                        + files);
    }

    private static ServerTls selfMade(MainCf main) {
        Path folder = main.get(PathParameters.DATA_DIRECTORY).resolve("tls");
        List<String> names =
                List.of(main.get(NameParameters.MYHOSTNAME), main.get(NameParameters.MYDOMAIN));
        try {
            Files.createDirectories(folder);
            var made = SelfMadeCertificate.in(folder, names, Instant.now());
            return ServerTls.of(made.chain(), made.key());
        } catch (IOException e) {
            throw new ConfigException(
                    "data_directory: cannot keep a certificate in "
                            + folder
                            + ": "
                            + e
                            + ": make the directory and give it to this user");
        }
    }
}
