// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.dns.RecordedDns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;

/// Zone lines of a script about its server: in them `PORT` is the server's port, `CERT` and `KEY`
/// its certificate and public key, `CERT256`, `KEY256` and `KEY512` digests of them.
final class PeerZone {
    private PeerZone() {}

    /// @param certificates the server's; none where the lines have nothing of it
    static RecordedDns of(List<String> lines, int port, List<Path> certificates) {
        return RecordedDns.of(
                lines.stream()
                        .map(line -> line.replace("PORT", Integer.toString(port)))
                        .map(line -> certificates.isEmpty() ? line : filled(line, certificates))
                        .toArray(String[]::new));
    }

    private static String filled(String line, List<Path> certificates) {
        try (InputStream in = Files.newInputStream(certificates.getFirst())) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            byte[] whole = certificate.getEncoded();
            byte[] key = certificate.getPublicKey().getEncoded();
            return line.replace("CERT256", digest("SHA-256", whole))
                    .replace("KEY256", digest("SHA-256", key))
                    .replace("KEY512", digest("SHA-512", key))
                    .replace("CERT", HexFormat.of().formatHex(whole))
                    .replace("KEY", HexFormat.of().formatHex(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(String algorithm, byte[] octets) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(octets));
    }
}
