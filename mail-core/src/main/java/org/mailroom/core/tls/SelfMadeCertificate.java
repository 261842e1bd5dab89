// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A certificate that vouches for itself, for a server that has no other: P-256, ten years.
public record SelfMadeCertificate(Path chain, Path key) {

    /// The certificate in `folder`; made for `names` when there is none yet.
    public static SelfMadeCertificate in(Path folder, List<String> names, Instant now)
            throws IOException {
        Optional<SelfMadeCertificate> kept = kept(folder);
        if (kept.isPresent()) {
            return kept.get();
        }
        var made = of(folder);
        var pem = CertificateAndKey.selfMade(names, now);
        write(made.key, pem.key());
        write(made.chain, pem.chain());
        return made;
    }

    /// The certificate in `folder`, where there is one.
    public static Optional<SelfMadeCertificate> kept(Path folder) {
        return Optional.of(of(folder))
                .filter(made -> Files.exists(made.chain) && Files.exists(made.key));
    }

    /// A certificate that is kept nowhere.
    public static ServerTls passing(List<String> names, Instant now) {
        try {
            var pem = CertificateAndKey.selfMade(names, now);
            return ServerTls.of(pem.chain(), pem.key());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SelfMadeCertificate of(Path folder) {
        return new SelfMadeCertificate(
                folder.resolve("self-made-cert.pem"), folder.resolve("self-made-key.pem"));
    }

    // Readable by its owner only from its first moment
    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}
