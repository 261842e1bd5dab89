// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// The authorities whose certificates are believed. Immutable, safe for use by several threads.
public final class TrustedRoots {
    // As "openssl rehash" names them
    private static final Pattern HASHED = Pattern.compile("[0-9a-f]{8}\\.[0-9]+");

    private final Optional<X509TrustManager> judge;

    private TrustedRoots(Optional<X509TrustManager> judge) {
        this.judge = judge;
    }

    /// Believes nobody.
    public static TrustedRoots none() {
        return new TrustedRoots(Optional.empty());
    }

    /// Believes those whose certificates stand in these files.
    ///
    /// @throws ConfigException when one cannot be read, or has no certificate
    public static TrustedRoots of(Collection<Path> files) {
        var certificates = new HashSet<Certificate>();
        files.forEach(file -> certificates.addAll(certificates(file)));
        return certificates.isEmpty() ? none() : new TrustedRoots(Optional.of(judge(certificates)));
    }

    /// The files of a directory of certificates, as OpenSSL looks for them.
    ///
    /// @throws ConfigException when it cannot be read, or has none
    public static List<Path> filesIn(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> files =
                    entries.filter(file -> HASHED.matcher(file.getFileName().toString()).matches())
                            .filter(Files::isRegularFile)
                            .toList();
            if (files.isEmpty()) {
                throw new ConfigException(
                        "there are no certificates in %1$s under their hashes: openssl rehash %1$s"
                                .formatted(directory));
            }
            return files;
        } catch (IOException e) {
            throw new ConfigException("cannot read " + directory + ": " + FileFault.reason(e));
        }
    }

    /// Why none of the authorities vouches for the first of these certificates, today, for a
    /// server; empty where one does. There is at least one certificate.
    public Optional<String> refusal(List<X509Certificate> chain) {
        if (judge.isEmpty()) {
            return Optional.of("there are no authorities to trust");
        }
        try {
            judge.get().checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            return Optional.empty();
        } catch (CertificateException refused) {
            return Optional.of(reason(refused, chain));
        }
    }

    // In OpenSSL's words
    private static String reason(Throwable thrown, List<X509Certificate> chain) {
        return switch (thrown) {
            case CertificateExpiredException _ -> "certificate has expired";
            case CertificateNotYetValidException _ -> "certificate not yet valid";
            case CertPathBuilderException _ -> untrusted(chain.getFirst(), chain.getLast());
            default -> {
                Throwable cause = thrown.getCause();
                yield cause == null ? String.valueOf(thrown.getMessage()) : reason(cause, chain);
            }
        };
    }

    private static String untrusted(X509Certificate server, X509Certificate last) {
        return server.getSubjectX500Principal().equals(server.getIssuerX500Principal())
                ? "self-signed certificate"
                : "untrusted issuer " + last.getIssuerX500Principal().getName();
    }

    /// Whether one of the authorities vouches for the first of these certificates, today, for a
    /// client.
    public boolean vouchForClient(List<X509Certificate> chain) {
        if (chain.isEmpty() || judge.isEmpty()) {
            return false;
        }
        try {
            judge.get().checkClientTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            return true;
        } catch (CertificateException refused) {
            return false;
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new ConfigException("there is no certificate in " + file);
            }
            return found;
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + FileFault.reason(e));
        } catch (CertificateException e) {
            throw new ConfigException(file + " is no file of certificates in PEM form");
        }
    }

    private static X509TrustManager judge(Collection<Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("root-" + store.size(), certificate);
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
