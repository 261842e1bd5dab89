// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// Salts for names that have none in a password database: always the same for a name, so that
/// nobody sees by it who has an account (RFC 5802 §9). Immutable, safe for use by several threads.
public final class ScramSalts {
    private static final Logger LOG = LoggerFactory.getLogger(ScramSalts.class);
    private static final int SECRET_OCTETS = 32;

    private final byte[] secret;

    private ScramSalts(byte[] secret) {
        this.secret = secret;
    }

    /// The same until the process ends.
    public static ScramSalts passing() {
        byte[] secret = new byte[SECRET_OCTETS];
        new SecureRandom().nextBytes(secret);
        return new ScramSalts(secret);
    }

    /// The same for as long as that file stays, which is made where it does not exist.
    public static ScramSalts keptIn(Path file) {
        ScramSalts made = passing();
        try {
            byte[] kept = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (kept.length == SECRET_OCTETS) {
                return new ScramSalts(kept);
            }
            made.write(file);
        } catch (IOException e) {
            LOG.warn("cannot keep {}: {}: it is made anew at each start", file, e.toString());
        }
        return made;
    }

    // Whole or not at all, and readable by its owner only
    private void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, secret, StandardOpenOption.WRITE);
    }

    /// What a client that gives this name is asked for.
    ScramTerms of(String name) {
        byte[] octets = ScramHash.SHA_256.hmac(secret, name);
        byte[] salt = Arrays.copyOf(octets, ScramKeys.SALT_OCTETS);
        return new ScramTerms(Base64.getEncoder().encodeToString(salt), ScramKeys.ITERATIONS);
    }
}
