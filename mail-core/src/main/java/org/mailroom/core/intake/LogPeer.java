// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.intake.EnvelopeAddresses.Found;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;

/// Who sends a message to whom, in the words of cleanup(8) in the log.
///
/// @param client `from client[address]`
/// @param envelope `from=<a> to=<b>` and so on
record LogPeer(String client, String envelope) {

    static LogPeer of(Envelope envelope, Found addresses) {
        Origin origin = envelope.origin();
        boolean remote = !origin.clientAddress().isEmpty();
        var text = new StringBuilder("from=<").append(sender(envelope, addresses)).append('>');
        if (!envelope.recipients().isEmpty()) {
            text.append(" to=<").append(envelope.recipients().getLast().address()).append('>');
        }
        if (remote) {
            boolean plain = origin.protocol().startsWith("SMTP");
            text.append(plain ? " proto=SMTP" : " proto=ESMTP");
            text.append(" helo=<").append(origin.helo()).append('>');
        }
        String client = remote ? origin.clientName() + "[" + origin.clientAddress() + "]" : "local";
        return new LogPeer("from " + client, text.toString());
    }

    private static String sender(Envelope envelope, Found addresses) {
        return addresses instanceof Found.Addresses(var rewritten, var _)
                ? rewritten.toString()
                : envelope.sender().toString();
    }

    /// With what is said of the client.
    String around(String text) {
        return client + ": " + text + "; " + envelope;
    }

    @Override
    public String toString() {
        return client + "; " + envelope;
    }
}
