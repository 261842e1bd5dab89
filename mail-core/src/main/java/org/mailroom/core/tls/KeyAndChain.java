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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

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
        var converter = new JcaPEMKeyConverter();
        for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
            switch (found) {
                case PrivateKeyInfo key -> {
                    return converter.getPrivateKey(key);
                }
                case PEMKeyPair pair -> {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                        throw new ConfigException(
                                "the key has a passphrase: take it out with"
                                        + " \"openssl pkey -in KEY -out NEW\"");
                default -> {} // Parameters of a curve, or the certificate
            }
        }
        throw new ConfigException("there is no private key");
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
