// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server keeps of a password for SCRAM, by which nobody can log in (RFC 5802 §3). The keys
/// are in base64; the text form hides them.
public record ScramKeys(ScramHash hash, ScramTerms terms, String storedKey, String serverKey) {
    /// RFC 7677 §4: about as much as the clients of today bear.
    static final int ITERATIONS = 15_000;

    static final int SALT_OCTETS = 16;

    /// Who asks for more wants to keep us busy.
    public static final int MAX_ITERATIONS = 1_000_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    // iterations, salt, StoredKey, ServerKey, as Dovecot writes them
    private static final Pattern FORM =
            Pattern.compile(
                    "([1-9]\\d{0,6}),([A-Za-z0-9+/=]+),([A-Za-z0-9+/=]+),([A-Za-z0-9+/=]+)");

    /// Reads them as a users file has them.
    ///
    /// @throws IllegalArgumentException when that is not their form
    static ScramKeys parse(ScramHash hash, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MAX_ITERATIONS) {
            throw new IllegalArgumentException("not a verifier of SCRAM");
        }
        for (int part = 2; part <= 4; part++) {
            Base64.getDecoder().decode(form.group(part));
        }
        var terms = new ScramTerms(form.group(2), Integer.parseInt(form.group(1)));
        return new ScramKeys(hash, terms, form.group(3), form.group(4));
    }

    /// The keys of a new password.
    static ScramKeys of(ScramHash hash, String password) {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        var terms = new ScramTerms(Base64.getEncoder().encodeToString(salt), ITERATIONS);
        return hash.salted(password, terms).keys(terms);
    }

    String text() {
        return "%d,%s,%s,%s".formatted(terms.iterations(), terms.salt(), storedKey, serverKey);
    }

    boolean matches(String password) {
        return Digests.same(hash.salted(password, terms).keys(terms).storedKey(), storedKey);
    }

    /// Whether a client that sends this proof knows the password.
    public boolean prove(String message, byte[] proof) {
        byte[] known = Base64.getDecoder().decode(storedKey);
        byte[] signature = hash.hmac(known, message);
        return proof.length == signature.length
                && MessageDigest.isEqual(known, hash.digest(ScramHash.xor(proof, signature)));
    }

    /// Shows to the client that the password is known here.
    public byte[] sign(String message) {
        return hash.hmac(Base64.getDecoder().decode(serverKey), message);
    }

    @Override
    public String toString() {
        return "ScramKeys[" + hash + "]";
    }
}
