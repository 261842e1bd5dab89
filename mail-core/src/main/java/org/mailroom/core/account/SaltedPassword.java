// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.Base64;

/// What SCRAM has in place of a password (RFC 5802 §3). Who has it can log in.
public final class SaltedPassword {
    private final ScramHash hash;
    private final byte[] octets;

    SaltedPassword(ScramHash hash, byte[] octets) {
        this.hash = hash;
        this.octets = octets;
    }

    /// Shows to the server that the password is known.
    public byte[] clientProof(String message) {
        byte[] clientKey = clientKey();
        return ScramHash.xor(clientKey, hash.hmac(hash.digest(clientKey), message));
    }

    /// What shows the same of the server.
    public byte[] serverSignature(String message) {
        return hash.hmac(serverKey(), message);
    }

    /// What a server keeps.
    ScramKeys keys(ScramTerms terms) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new ScramKeys(
                hash,
                terms,
                base64.encodeToString(hash.digest(clientKey())),
                base64.encodeToString(serverKey()));
    }

    private byte[] clientKey() {
        return hash.hmac(octets, "Client Key");
    }

    private byte[] serverKey() {
        return hash.hmac(octets, "Server Key");
    }
}
