// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.intake.EnvelopeAddresses.Found;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;

/// Who sends a message to whom, in the words of cleanup(8) in the log.
final class LogPeer {
    private LogPeer() {}

    static String of(Envelope envelope, Found addresses) {
        Origin origin = envelope.origin();
        boolean remote = !origin.clientAddress().isEmpty();
        var text = new StringBuilder("from ");
        text.append(remote ? origin.clientName() + "[" + origin.clientAddress() + "]" : "local");
        text.append("; from=<").append(sender(envelope, addresses)).append('>');
        if (!envelope.recipients().isEmpty()) {
            text.append(" to=<").append(envelope.recipients().getLast().address()).append('>');
        }
        if (remote) {
            boolean plain = origin.protocol().startsWith("SMTP");
            text.append(plain ? " proto=SMTP" : " proto=ESMTP");
            text.append(" helo=<").append(origin.helo()).append('>');
        }
        return text.toString();
    }

    private static String sender(Envelope envelope, Found addresses) {
        return addresses instanceof Found.Addresses(var rewritten, var _)
                ? rewritten.toString()
                : envelope.sender().toString();
    }
}
