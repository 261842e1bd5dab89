// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.mailroom.core.config.ConfigException;

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
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A private key, and the chain that begins with the certificate of its public key.
record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {

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
                readInto(keys, chains, new PEMParser(text));
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
            List<PrivateKey> keys, List<List<X509Certificate>> chains, PEMParser pem)
            throws IOException, GeneralSecurityException {
        var converter = new JcaX509CertificateConverter();
        for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
            Optional<PrivateKey> key = key(found);
            if (key.isPresent()) {
                keys.add(key.get());
                chains.add(new ArrayList<>());
            } else if (found instanceof X509CertificateHolder certificate) {
                chains.getLast().add(converter.getCertificate(certificate));
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
        var material = new KeyAndChain(key(new PEMParser(key)), chain(new PEMParser(chain)));
        material.checkThatTheyMatch();
        return material;
    }

    private static List<X509Certificate> chain(PEMParser pem)
            throws IOException, GeneralSecurityException {
        var converter = new JcaX509CertificateConverter();
        List<X509Certificate> chain = new ArrayList<>();
        for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
            if (found instanceof X509CertificateHolder certificate) {
                chain.add(converter.getCertificate(certificate));
            }
        }
        if (chain.isEmpty()) {
            throw new ConfigException("there is no certificate");
        }
        return chain;
    }

    private static PrivateKey key(PEMParser pem) throws IOException {
        for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
            Optional<PrivateKey> key = key(found);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new ConfigException("there is no private key");
    }

    private static Optional<PrivateKey> key(Object found) throws IOException {
        var converter = new JcaPEMKeyConverter();
        return switch (found) {
            case PrivateKeyInfo key -> Optional.of(converter.getPrivateKey(key));
            case PEMKeyPair pair -> Optional.of(converter.getPrivateKey(pair.getPrivateKeyInfo()));
            case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                    throw new ConfigException(
                            "the key has a passphrase: take it out with"
                                    + " \"openssl pkey -in KEY -out NEW\"");
            // Parameters of a curve, or the certificate
            default -> Optional.empty();
        };
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
