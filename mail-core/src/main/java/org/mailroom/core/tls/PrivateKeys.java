// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/// Private keys from PEM files.
final class PrivateKeys {
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private PrivateKeys() {}

    /// The key in a block; none where that is something else.
    ///
    /// @throws ConfigException when it has a passphrase
    static Optional<PrivateKey> in(PemBlock block) throws IOException, GeneralSecurityException {
        // "EC PARAMETERS" too is no key, but what openssl puts before one
        if (!block.label().endsWith("PRIVATE KEY")) {
            return Optional.empty();
        }
        if (block.isEncrypted()) {
            throw new ConfigException(
                    "the key has a passphrase: take it out with"
                            + " \"openssl pkey -in KEY -out NEW\"");
        }
        // RFC 7468 §10
        return Optional.of(
                block.label().equals("PRIVATE KEY")
                        ? key(new PKCS8EncodedKeySpec(block.content()))
                        : Older.key(block));
    }

    private static PrivateKey key(PKCS8EncodedKeySpec octets) throws GeneralSecurityException {
        for (String kind : KINDS) {
            Optional<PrivateKey> key = key(kind, octets);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new InvalidKeySpecException(
                "the private key is of no kind that can be used: expected one of " + KINDS);
    }

    private static Optional<PrivateKey> key(String kind, PKCS8EncodedKeySpec octets)
            throws NoSuchAlgorithmException {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePrivate(octets));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        }
    }

    /// Forms that are of one kind of key each, such as `EC PRIVATE KEY`. A class of its own, since
    /// the library takes a fifth of a second to load.
    private static final class Older {
        static PrivateKey key(PemBlock block) throws IOException {
            if (new PEMParser(new StringReader(block.text())).readObject()
                    instanceof PEMKeyPair pair) {
                return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
            }
            throw new IOException("a %s cannot be used".formatted(block.label()));
        }
    }
}
