// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.Locale;
import java.util.Optional;

/// How a password is kept in a users file: the word in braces before it (Dovecot's names).
public enum PasswordScheme {
    ARGON2ID("ARGON2ID"),
    BLF_CRYPT("BLF-CRYPT"),
    SHA512_CRYPT("SHA512-CRYPT"),
    SHA256_CRYPT("SHA256-CRYPT"),
    SSHA("SSHA"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    PLAIN("PLAIN");

    private final String label;

    PasswordScheme(String label) {
        this.label = label;
    }

    /// The word as it is written: `SHA512-CRYPT`.
    public String label() {
        return label;
    }

    static Optional<PasswordScheme> named(String label) {
        String wanted = label.toUpperCase(Locale.ROOT);
        for (PasswordScheme scheme : values()) {
            if (scheme.label.equals(wanted)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    /// Whether `password` is the one that `stored` (without the word in braces) was made from.
    ///
    /// @throws IllegalArgumentException when `stored` is not of this scheme's form
    boolean verify(String password, String stored) {
        return switch (this) {
            case ARGON2ID -> Argon2.verify(password, stored);
            case BLF_CRYPT -> CryptHashes.verifyBcrypt(password, stored);
            case SHA512_CRYPT -> CryptHashes.verify(password, stored, "$6$");
            case SHA256_CRYPT -> CryptHashes.verify(password, stored, "$5$");
            case SSHA -> Digests.verifySalted(password, stored);
            case SCRAM_SHA_256 -> ScramKeys.parse(ScramHash.SHA_256, stored).matches(password);
            case SCRAM_SHA_1 -> ScramKeys.parse(ScramHash.SHA_1, stored).matches(password);
            case PLAIN -> Digests.same(password, stored);
        };
    }
}
