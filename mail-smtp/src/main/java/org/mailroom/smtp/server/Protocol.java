// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.queue.Envelope.Encoding;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Greeting;

/// The `with` keyword of the trace field (RFC 3848 §1, RFC 6531 §4.3).
final class Protocol {
    private Protocol() {}

    static String keyword(Client client, Encoding encoding) {
        return switch (client.greeting()) {
            case Greeting.None(), Greeting.Helo(var _) -> "SMTP";
            case Greeting.Ehlo(var _) ->
                    (encoding == Encoding.SMTPUTF8 ? "UTF8SMTP" : "ESMTP") + protection(client);
            case Greeting.Lhlo(var _) ->
                    (encoding == Encoding.SMTPUTF8 ? "UTF8LMTP" : "LMTP") + protection(client);
        };
    }

    private static String protection(Client client) {
        return (client.tls().isPresent() ? "S" : "") + (client.login().isPresent() ? "A" : "");
    }
}
