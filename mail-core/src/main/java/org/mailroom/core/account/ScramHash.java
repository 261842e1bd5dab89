// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// What SCRAM is built on (RFC 5802 §2.2), the better one first. Both sides of a login use it.
public enum ScramHash {
    SHA_256("SHA-256", "HmacSHA256", 256),
    SHA_1("SHA-1", "HmacSHA1", 160);

    // RFC 3454 B.1: commonly mapped to nothing
    private static final Pattern NOTHING =
            Pattern.compile(
                    "[\\u00AD\\u034F\\u1806\\u180B-\\u180D\\u200B-\\u200D\\u2060\\uFE00-\\uFE0F\\uFEFF]");

    private final String digest;
    private final String hmac;
    private final int bits;

    ScramHash(String digest, String hmac, int bits) {
        this.digest = digest;
        this.hmac = hmac;
        this.bits = bits;
    }

    /// The name of the mechanism, without channel binding.
    public String mechanism() {
        return "SCRAM-" + digest;
    }

    /// What a password becomes (RFC 5802 §3: SaltedPassword), which takes long.
    ///
    /// @throws IllegalArgumentException when the salt is not in base64
    public SaltedPassword salted(String password, ScramTerms terms) {
        byte[] salt = Base64.getDecoder().decode(terms.salt());
        try {
            byte[] octets =
                    SecretKeyFactory.getInstance("PBKDF2With" + hmac)
                            .generateSecret(
                                    new PBEKeySpec(
                                            prepared(password).toCharArray(),
                                            salt,
                                            terms.iterations(),
                                            bits))
                            .getEncoded();
            return new SaltedPassword(this, octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// RFC 4013 §2: of SASLprep, the steps that change what people type.
    public static String prepared(String text) {
        return Normalizer.normalize(NOTHING.matcher(text).replaceAll(""), Normalizer.Form.NFKC);
    }

    byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(hmac);
            mac.init(new SecretKeySpec(key, hmac));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance(digest).digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The two, octet by octet.
    static byte[] xor(byte[] one, byte[] other) {
        byte[] octets = one.clone();
        for (int i = 0; i < octets.length; i++) {
            octets[i] ^= other[i];
        }
        return octets;
    }
}
