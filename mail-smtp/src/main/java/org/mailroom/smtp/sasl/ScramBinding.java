// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.tls.TlsChannel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// What SCRAM says of the connection that a login is bound to (RFC 5802 §7, gs2-header and
/// cbind-input).
///
/// @param header what the first message begins with
/// @param whole the header and the octets behind it, in base64
record ScramBinding(String header, String whole) {
    /// Logins cannot be bound here.
    static final ScramBinding IMPOSSIBLE = of("n,,", new byte[0]);

    /// They could be, but the server does not offer it: one that does has been made to look as if
    /// it did not, and refuses (RFC 5802 §6).
    static final ScramBinding NOT_OFFERED = of("y,,", new byte[0]);

    /// By keys of the TLS session (RFC 9266).
    static ScramBinding to(TlsChannel channel) {
        return of(
                "p=" + TlsChannel.EXPORTER + ",,",
                channel.binding(TlsChannel.EXPORTER).orElseThrow());
    }

    private static ScramBinding of(String header, byte[] octets) {
        byte[] begin = header.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(begin, begin.length + octets.length);
        System.arraycopy(octets, 0, whole, begin.length, octets.length);
        return new ScramBinding(header, Base64.getEncoder().encodeToString(whole));
    }
}
