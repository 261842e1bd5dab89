// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys that SCRAM makes of a password (RFC 5802 §3).
public final class ScramKeys {
    /// Who asks for more wants to keep us busy.
    public static final int MAX_ITERATIONS = 1_000_000;

    private final Hash hash;
    private final byte[] salted;

    /// What SCRAM is built on (RFC 5802, RFC 7677).
    public enum Hash {
        SHA_1("SHA-1", "HmacSHA1", 160),
        SHA_256("SHA-256", "HmacSHA256", 256);

        private final String digest;
        private final String hmac;
        private final int bits;

        Hash(String digest, String hmac, int bits) {
            this.digest = digest;
            this.hmac = hmac;
            this.bits = bits;
        }

        /// HMAC(key, text).
        public byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
            Mac mac = Mac.getInstance(hmac);
            mac.init(new SecretKeySpec(key, hmac));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private ScramKeys(Hash hash, byte[] salted) {
        this.hash = hash;
        this.salted = salted;
    }

    /// Takes a while: as long as so many iterations take.
    public static ScramKeys of(Hash hash, String password, byte[] salt, int iterations)
            throws GeneralSecurityException {
        var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.bits);
        return new ScramKeys(
                hash,
                SecretKeyFactory.getInstance("PBKDF2With" + hash.hmac)
                        .generateSecret(spec)
                        .getEncoded());
    }

    public byte[] clientKey() throws GeneralSecurityException {
        return hash.hmac(salted, "Client Key");
    }

    public byte[] storedKey() throws GeneralSecurityException {
        return MessageDigest.getInstance(hash.digest).digest(clientKey());
    }

    public byte[] serverKey() throws GeneralSecurityException {
        return hash.hmac(salted, "Server Key");
    }
}
