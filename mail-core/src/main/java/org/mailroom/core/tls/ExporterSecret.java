// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret of a session of TLS 1.3 from which keys for other uses are made (RFC 8446 §7.5).
final class ExporterSecret {
    private final byte[] octets;
    private final String digest;

    /// @param octets whose number is that of the digest of the session
    ExporterSecret(byte[] octets) {
        this.octets = octets.clone();
        this.digest = octets.length == 48 ? "SHA-384" : "SHA-256";
    }

    /// A key for a use, without a context.
    ///
    /// @param length at the most that of the digest
    byte[] export(String label, int length) throws GeneralSecurityException {
        byte[] nothing = MessageDigest.getInstance(digest).digest();
        byte[] derived = expand(octets, label, nothing, nothing.length);
        return expand(derived, "exporter", nothing, length);
    }

    // RFC 8446 §7.1: HKDF-Expand-Label; RFC 5869 §2.3: one block is enough
    private byte[] expand(byte[] secret, String label, byte[] context, int length)
            throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer info = ByteBuffer.allocate(5 + name.length + context.length);
        info.putShort((short) length).put((byte) name.length).put(name);
        info.put((byte) context.length).put(context).put((byte) 1);
        String algorithm = "Hmac" + digest.replace("-", "");
        Mac hmac = Mac.getInstance(algorithm);
        hmac.init(new SecretKeySpec(secret, algorithm));
        return Arrays.copyOf(hmac.doFinal(info.array()), length);
    }
}
