// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.account.Evidence.Certificate;
import org.mailroom.core.account.Evidence.Password;
import org.mailroom.core.account.Evidence.Proof;
import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;
import org.mailroom.core.net.ClientPrefix;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/// Tells a new wrong guess from one that a mail client with an old password only repeats. A
/// password is the same as the last one for that name from there, by a keyed digest. Proofs of
/// SCRAM all differ: those for one name from one address are one guess in five minutes, but for
/// those that no mail client would send. Bounded. Safe for use by several threads.
final class WrongGuesses {
    private static final int REMEMBERED = 100_000;
    private static final Duration PROOFS_TIME = Duration.ofMinutes(5);
    private static final int PROOFS_OF_A_CLIENT = 20;

    private final InstantSource clock;
    private final KeyedDigest digest = new KeyedDigest();

    // guarded by this
    private final Map<Key, Key> passwords = new BoundedMap<>(REMEMBERED, Eldest.PUT);
    private final Map<Key, Proofs> proofs = new BoundedMap<>(REMEMBERED, Eldest.PUT);

    /// Half of a digest: enough that nobody finds two.
    private record Key(long high, long low) {
        static Key of(byte[] digest) {
            ByteBuffer octets = ByteBuffer.wrap(digest);
            return new Key(octets.getLong(), octets.getLong());
        }
    }

    /// So many since the one that counted.
    private record Proofs(Instant since, int count) {}

    WrongGuesses(InstantSource clock) {
        this.clock = clock;
    }

    /// A client has guessed wrong. Answers whether that is a guess more.
    ///
    /// @param name the one of the account, however it was typed
    boolean isNew(ClientPrefix client, String name, Evidence evidence) {
        Key place = Key.of(digest.of(client.prefix(), name));
        return switch (evidence) {
            case Password(var text) -> isNewPassword(place, Key.of(digest.of(name, text)));
            case Proof _ -> isNewProof(place);
            case Certificate() -> true;
        };
    }

    private synchronized boolean isNewPassword(Key place, Key password) {
        Key last = passwords.remove(place);
        passwords.put(place, password);
        return !password.equals(last);
    }

    private synchronized boolean isNewProof(Key place) {
        Instant now = clock.instant();
        Proofs before = proofs.remove(place);
        if (before == null || !now.isBefore(before.since().plus(PROOFS_TIME))) {
            proofs.put(place, new Proofs(now, 0));
            return true;
        }
        int count = before.count() + 1;
        proofs.put(place, new Proofs(before.since(), count));
        return count > PROOFS_OF_A_CLIENT;
    }
}
