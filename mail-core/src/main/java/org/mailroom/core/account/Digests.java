// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// The password schemes that are digests only. Compares in constant time.
final class Digests {
    private static final int SHA1_OCTETS = 20;

    private Digests() {}

    static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /// SSHA (RFC 2307): base64 of a SHA-1 digest and the salt behind it.
    static boolean verifySalted(String password, String stored) {
        byte[] octets = Base64.getDecoder().decode(stored);
        if (octets.length <= SHA1_OCTETS) {
            throw new IllegalArgumentException("SSHA without a salt");
        }
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(password.getBytes(StandardCharsets.UTF_8));
            sha1.update(octets, SHA1_OCTETS, octets.length - SHA1_OCTETS);
            return MessageDigest.isEqual(Arrays.copyOf(octets, SHA1_OCTETS), sha1.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
