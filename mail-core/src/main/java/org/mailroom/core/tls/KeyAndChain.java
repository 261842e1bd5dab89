// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.mailroom.core.config.ConfigException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A private key, and the chain that begins with the certificate of its public key.
record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
    /// In what Netty may hand it on to the library, within this process. The usual kind would
    /// encrypt it there so that each start takes a third of a second longer.
    static final String STORE = "JKS";

    /// Reads both from PEM files.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    static KeyAndChain read(Path chain, Path key) {
        if (!Files.isReadable(chain) || !Files.isReadable(key)) {
            Path file = Files.isReadable(chain) ? key : chain;
            throw new ConfigException(
                    "cannot read " + file + ": expected a PEM file that this user may read");
        }
        try (var chainText = Files.newBufferedReader(chain, StandardCharsets.ISO_8859_1);
                var keyText = Files.newBufferedReader(key, StandardCharsets.ISO_8859_1)) {
            return read(chainText, keyText);
        } catch (IOException | GeneralSecurityException | ConfigException e) {
            throw new ConfigException(
                    "cannot use certificate %s with key %s: %s"
                            .formatted(chain, key, e.getMessage()));
        }
    }

    /// Reads keys, and behind each its certificates, from PEM files that are as one. A single key
    /// may stand behind its certificates, too.
    ///
    /// @throws ConfigException when a file cannot be read, or they do not belong together
    static List<KeyAndChain> readAll(List<Path> files) {
        var keys = new ArrayList<PrivateKey>();
        var chains = new ArrayList<List<X509Certificate>>();
        chains.add(new ArrayList<>());
        for (Path file : files) {
            try (var text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                readInto(keys, chains, PemBlock.all(text));
            } catch (NoSuchFileException | AccessDeniedException e) {
                throw new ConfigException(
                        "cannot read " + file + ": expected a PEM file that this user may read");
            } catch (IOException | GeneralSecurityException | ConfigException e) {
                throw new ConfigException("cannot use " + file + ": " + e.getMessage());
            }
        }
        List<X509Certificate> early = chains.removeFirst();
        if (keys.size() == 1 && !early.isEmpty()) {
            chains.getFirst().addAll(0, early);
        } else if (!early.isEmpty()) {
            throw new ConfigException(
                    "cannot use %s: expected a key, and its certificates behind it"
                            .formatted(files.getFirst()));
        }
        var all = new ArrayList<KeyAndChain>();
        for (int at = 0; at < keys.size(); at++) {
            all.add(matching(keys.get(at), chains.get(at), files));
        }
        return all;
    }

    private static void readInto(
            List<PrivateKey> keys, List<List<X509Certificate>> chains, List<PemBlock> blocks)
            throws IOException, GeneralSecurityException {
        for (PemBlock block : blocks) {
            Optional<PrivateKey> key = PrivateKeys.in(block);
            if (key.isPresent()) {
                keys.add(key.get());
                chains.add(new ArrayList<>());
            } else if (isCertificate(block)) {
                chains.getLast().add(certificate(block));
            }
        }
    }

    private static KeyAndChain matching(
            PrivateKey key, List<X509Certificate> chain, List<Path> files) {
        try {
            if (chain.isEmpty()) {
                throw new ConfigException("there is no certificate behind a key");
            }
            var material = new KeyAndChain(key, List.copyOf(chain));
            material.checkThatTheyMatch();
            return material;
        } catch (GeneralSecurityException | ConfigException e) {
            throw new ConfigException("cannot use %s: %s".formatted(files, e.getMessage()));
        }
    }

    /// Reads both from text in PEM form (RFC 7468), which may hold more.
    ///
    /// @throws ConfigException when there is none of use, or they do not belong together
    static KeyAndChain read(Reader chain, Reader key) throws IOException, GeneralSecurityException {
        var material = new KeyAndChain(key(PemBlock.all(key)), chain(PemBlock.all(chain)));
        material.checkThatTheyMatch();
        return material;
    }

    private static List<X509Certificate> chain(List<PemBlock> blocks)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : blocks) {
            if (isCertificate(block)) {
                chain.add(certificate(block));
            }
        }
        if (chain.isEmpty()) {
            throw new ConfigException("there is no certificate");
        }
        return chain;
    }

    private static PrivateKey key(List<PemBlock> blocks)
            throws IOException, GeneralSecurityException {
        for (PemBlock block : blocks) {
            Optional<PrivateKey> key = PrivateKeys.in(block);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new ConfigException("there is no private key");
    }

    // RFC 7468 §5.1, and what openssl has written before
    private static boolean isCertificate(PemBlock block) {
        return block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE");
    }

    private static X509Certificate certificate(PemBlock block)
            throws IOException, GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.content()));
    }

    private void checkThatTheyMatch() throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        Signature signature = signature();
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        Signature check = signature();
        check.initVerify(chain.getFirst().getPublicKey());
        check.update(text);
        if (!check.verify(signed)) {
            throw mismatch();
        }
    }

    private Signature signature() throws GeneralSecurityException {
        String type = chain.getFirst().getPublicKey().getAlgorithm();
        if (!type.equals(key.getAlgorithm())) {
            throw mismatch();
        }
        return Signature.getInstance(
                switch (type) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> type;
                });
    }

    private static ConfigException mismatch() {
        return new ConfigException("the key is not that of the (first) certificate");
    }
}
