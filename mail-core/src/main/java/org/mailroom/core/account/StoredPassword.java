// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.Optional;
import java.util.regex.Pattern;

/// A password as a users file holds it: `{ARGON2ID}$argon2id$…`. Its text form hides it.
record StoredPassword(PasswordScheme scheme, String value)
        implements PasswordDatabase.PasswordCheck {
    private static final Pattern FORM = Pattern.compile("\\{([A-Za-z0-9-]+)}(.*)");

    /// Reads the field of a users file. Without a word in braces it is a hash of crypt(3), as in
    /// /etc/shadow.
    ///
    /// @throws IllegalArgumentException for a scheme that is not known
    static StoredPassword parse(String field) {
        var braced = FORM.matcher(field);
        if (braced.matches()) {
            PasswordScheme scheme =
                    PasswordScheme.named(braced.group(1))
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "unknown password scheme {"
                                                            + braced.group(1)
                                                            + "}"));
            return new StoredPassword(scheme, checked(scheme, braced.group(2)));
        }
        PasswordScheme scheme = schemeOfCrypt(field);
        return new StoredPassword(scheme, checked(scheme, field));
    }

    private static String checked(PasswordScheme scheme, String value) {
        for (ScramHash hash : ScramHash.values()) {
            if (scheme.label().equals(hash.mechanism())) {
                ScramKeys.parse(hash, value);
            }
        }
        int memory = memoryKib(scheme, value);
        if (memory > Verifications.MEMORY_KIB) {
            throw new IllegalArgumentException(
                    "a guess takes %d KiB, and all at once have %d KiB, a quarter of -Xmx"
                            .formatted(memory, Verifications.MEMORY_KIB));
        }
        return value;
    }

    private static PasswordScheme schemeOfCrypt(String field) {
        if (field.startsWith("$6$")) {
            return PasswordScheme.SHA512_CRYPT;
        }
        if (field.startsWith("$5$")) {
            return PasswordScheme.SHA256_CRYPT;
        }
        if (field.startsWith("$2")) {
            return PasswordScheme.BLF_CRYPT;
        }
        if (field.startsWith("$argon2id$")) {
            return PasswordScheme.ARGON2ID;
        }
        throw new IllegalArgumentException("expected {SCHEME} and a password hash");
    }

    /// A new password, in the default scheme.
    static StoredPassword of(String password) {
        return new StoredPassword(PasswordScheme.ARGON2ID, Argon2.hash(password));
    }

    /// What takes as long to compare as others, and nobody has.
    static StoredPassword ofNobody() {
        return new StoredPassword(PasswordScheme.ARGON2ID, Argon2.hashOfNone());
    }

    @Override
    public boolean matches(String password) {
        return scheme.verify(password, value);
    }

    @Override
    public int memoryKib() {
        return memoryKib(scheme, value);
    }

    private static int memoryKib(PasswordScheme scheme, String value) {
        return scheme == PasswordScheme.ARGON2ID ? Argon2.memoryKib(value) : 0;
    }

    @Override
    public Optional<ScramKeys> scram(ScramHash hash, ScramTerms terms) {
        return scheme == PasswordScheme.PLAIN
                ? Optional.of(hash.salted(value, terms).keys(terms))
                : kept(hash);
    }

    @Override
    public Optional<ScramTerms> terms(ScramHash hash) {
        return kept(hash).map(ScramKeys::terms);
    }

    private Optional<ScramKeys> kept(ScramHash hash) {
        return scheme.label().equals(hash.mechanism())
                ? Optional.of(ScramKeys.parse(hash, value))
                : Optional.empty();
    }

    /// Whether SCRAM is possible with it.
    boolean allows(ScramHash hash) {
        return scheme == PasswordScheme.PLAIN || scheme.label().equals(hash.mechanism());
    }

    String field() {
        return "{" + scheme.label() + "}" + value;
    }

    @Override
    public String toString() {
        return "{" + scheme.label() + "}***";
    }
}
