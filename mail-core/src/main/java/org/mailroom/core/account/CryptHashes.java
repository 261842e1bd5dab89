// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.apache.commons.codec.digest.Sha2Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

import java.nio.charset.StandardCharsets;

/// The hashes of crypt(3) that are still in use.
final class CryptHashes {
    private CryptHashes() {}

    static boolean verifyBcrypt(String password, String stored) {
        return OpenBSDBCrypt.checkPassword(stored, password.toCharArray());
    }

    /// SHA-crypt; `prefix` is `$5$` (SHA-256) or `$6$` (SHA-512).
    static boolean verify(String password, String stored, String prefix) {
        if (!stored.startsWith(prefix)) {
            throw new IllegalArgumentException("a hash of this scheme begins with " + prefix);
        }
        // The library wipes what it is given
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        String seen =
                prefix.equals("$6$")
                        ? Sha2Crypt.sha512Crypt(octets, stored)
                        : Sha2Crypt.sha256Crypt(octets, stored);
        return Digests.same(seen, stored);
    }
}
