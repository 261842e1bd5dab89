// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Argon2id in the PHC string form, as libsodium and Dovecot write it (RFC 9106).
final class Argon2 {
    /// RFC 9106 §4 leaves less memory to servers with less: 19 MiB, two passes.
    static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    private static final int MAX_MEMORY_KIB = 1 << 20;
    private static final int MAX_PASSES = 50;
    private static final int MAX_LANES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,171})");

    private Argon2() {}

    static String hash(String password) {
        byte[] salt = random(SALT_OCTETS);
        return written(salt, compute(password, salt, MEMORY_KIB, PASSES, 1, HASH_OCTETS));
    }

    /// The hash of no password that anybody knows; it takes as long to compare.
    static String hashOfNone() {
        return written(random(SALT_OCTETS), random(HASH_OCTETS));
    }

    private static byte[] random(int octets) {
        byte[] random = new byte[octets];
        RANDOM.nextBytes(random);
        return random;
    }

    private static String written(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
                .formatted(
                        MEMORY_KIB,
                        PASSES,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    /// What it takes to compare a password with that hash.
    ///
    /// @throws IllegalArgumentException when it is none
    static int memoryKib(String stored) {
        return bounded(form(stored).group(1), MAX_MEMORY_KIB);
    }

    private static Matcher form(String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a hash of Argon2id");
        }
        return form;
    }

    static boolean verify(String password, String stored) {
        Matcher form = form(stored);
        int memory = memoryKib(stored);
        int passes = bounded(form.group(2), MAX_PASSES);
        int lanes = bounded(form.group(3), MAX_LANES);
        byte[] salt = Base64.getDecoder().decode(form.group(4));
        byte[] expected = Base64.getDecoder().decode(form.group(5));
        byte[] seen = compute(password, salt, memory, passes, lanes, expected.length);
        return MessageDigest.isEqual(expected, seen);
    }

    private static int bounded(String number, int limit) {
        int value = Integer.parseInt(number);
        if (value < 1 || value > limit) {
            throw new IllegalArgumentException("cost of Argon2id is out of range");
        }
        return value;
    }

    private static byte[] compute(
            String password, byte[] salt, int memory, int passes, int lanes, int octets) {
        var parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build();
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[octets];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
