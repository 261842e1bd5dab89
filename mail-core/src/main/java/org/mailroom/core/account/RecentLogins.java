// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;
import org.mailroom.core.net.ClientPrefix;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;

/// Passwords that were right a short while ago, as keyed digests only, and from where: clients log
/// in over and over, and a good hash is slow. From elsewhere it is a guess like any other. Bounded.
/// Safe for use by several threads.
final class RecentLogins {
    private static final int LIMIT = 10_000;
    private static final long LIFETIME_NANOS = Duration.ofMinutes(5).toNanos();

    private final KeyedDigest digest = new KeyedDigest();

    // guarded by this
    private final Map<Place, Proof> proofs = new BoundedMap<>(LIMIT, Eldest.PUT);

    /// Who logs in, and from where.
    private record Place(Account account, ClientPrefix client) {}

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

    /// Whether this password was right from there, for this account as the database has it now.
    boolean knows(
            Account account,
            ClientPrefix client,
            PasswordDatabase.PasswordCheck check,
            String password) {
        Proof proof;
        synchronized (this) {
            proof = proofs.get(new Place(account, client));
        }
        return proof != null
                && System.nanoTime() - proof.since < LIFETIME_NANOS
                && proof.check.equals(check)
                && MessageDigest.isEqual(proof.digest, digest.of(account.name(), password));
    }

    void remember(
            Account account,
            ClientPrefix client,
            PasswordDatabase.PasswordCheck check,
            String password) {
        var proof = new Proof(digest.of(account.name(), password), check);
        synchronized (this) {
            proofs.put(new Place(account, client), proof);
        }
    }
}
