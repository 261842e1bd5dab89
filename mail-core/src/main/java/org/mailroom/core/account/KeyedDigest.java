// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A digest that nobody outside can compute, nor find two secrets that share one: its key is made
/// at the start and kept nowhere. Safe for use by several threads.
final class KeyedDigest {
    private static final int KEY_OCTETS = 32;

    private final SecretKeySpec key = new SecretKeySpec(random(), "HmacSHA256");

    /// Of a secret as somebody has it for a name; the name holds no NUL.
    byte[] of(String name, String secret) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(key);
            hmac.update(name.getBytes(StandardCharsets.UTF_8));
            hmac.update((byte) 0);
            return hmac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] octets = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(octets);
        return octets;
    }
}
