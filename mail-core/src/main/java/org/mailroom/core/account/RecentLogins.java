// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Passwords that were right a short while ago, as keyed digests only: clients log in over and
/// over, and a good hash is slow. Bounded. Safe for use by several threads.
final class RecentLogins {
    private static final int LIMIT = 10_000;
    private static final long LIFETIME_NANOS = Duration.ofMinutes(5).toNanos();

    private final SecretKeySpec key = new SecretKeySpec(random(), "HmacSHA256");

    // guarded by this
    private final Map<Account, Proof> proofs = new BoundedMap<>(LIMIT, Eldest.PUT);

    private static final class Proof {
        private final byte[] digest;
        private final PasswordDatabase.PasswordCheck check;
        private final long since;

        Proof(byte[] digest, PasswordDatabase.PasswordCheck check) {
            this.digest = digest;
            this.check = check;
            this.since = System.nanoTime();
        }
    }

    /// Whether this password was right for this account as the database has it now.
    boolean knows(Account account, PasswordDatabase.PasswordCheck check, String password) {
        Proof proof;
        synchronized (this) {
            proof = proofs.get(account);
        }
        return proof != null
                && System.nanoTime() - proof.since < LIFETIME_NANOS
                && proof.check.equals(check)
                && MessageDigest.isEqual(proof.digest, digest(account, password));
    }

    void remember(Account account, PasswordDatabase.PasswordCheck check, String password) {
        var proof = new Proof(digest(account, password), check);
        synchronized (this) {
            proofs.put(account, proof);
        }
    }

    private byte[] digest(Account account, String password) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(key);
            hmac.update(account.name().getBytes(StandardCharsets.UTF_8));
            hmac.update((byte) 0);
            return hmac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        return octets;
    }
}
