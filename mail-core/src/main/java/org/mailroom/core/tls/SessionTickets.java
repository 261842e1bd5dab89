// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;

import java.security.SecureRandom;
import java.util.Arrays;

/// Lets clients resume their TLS sessions (RFC 8446 §2.2, RFC 5077). Each context has keys of its
/// own: a session of one service cannot be resumed at another.
final class SessionTickets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionTickets() {}

    /// The JDK does it by itself.
    static void allow(SslContext context) {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setTicketKeys(key());
        }
    }

    private static OpenSslSessionTicketKey key() {
        byte[] octets = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        RANDOM.nextBytes(octets);
        int name = OpenSslSessionTicketKey.NAME_SIZE;
        int hmac = name + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
        return new OpenSslSessionTicketKey(
                Arrays.copyOf(octets, name),
                Arrays.copyOfRange(octets, name, hmac),
                Arrays.copyOfRange(octets, hmac, octets.length));
    }
}
