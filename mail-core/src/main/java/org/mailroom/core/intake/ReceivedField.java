// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The trace field that says through whom a message came (RFC 5321 §4.4), worded as Postfix words
/// it.
final class ReceivedField {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z (zzz)", Locale.US);

    private final String hostname;
    private final String mailName;
    private final ZoneId zone;

    ReceivedField(String hostname, String mailName, ZoneId zone) {
        this.hostname = hostname;
        this.mailName = mailName;
        this.zone = zone;
    }

    String text(Envelope envelope, QueueId id, Instant now) {
        Origin from = envelope.origin();
        var text = new StringBuilder(256).append("Received: ");
        if (!from.clientAddress().isEmpty()) {
            text.append("from ")
                    .append(Printable.of(from.helo()))
                    .append(" (")
                    .append(client(from));
            text.append(")\r\n");
            from.tls()
                    .ifPresent(tls -> text.append("\t(").append(Printable.of(tls)).append(")\r\n"));
            from.login()
                    .ifPresent(
                            login ->
                                    text.append("\t(Authenticated sender: ")
                                            .append(comment(login))
                                            .append(")\r\n"));
            text.append("\t");
        }
        text.append("by ").append(hostname).append(" (").append(mailName);
        boolean byUser = from.clientAddress().isEmpty() && !from.helo().isEmpty();
        text.append(byUser ? ", from userid " + from.helo() : "").append(")");
        if (!from.clientAddress().isEmpty()) {
            text.append(" with ").append(from.protocol());
        }
        text.append(" id ").append(id);
        forWhom(envelope.recipients(), text);
        // RFC 6710 §5.3
        int priority = envelope.urgency().priority();
        text.append(priority == 0 ? "" : "\r\n\tPRIORITY " + priority);
        return text.append("; ").append(date(now)).append("\r\n").toString();
    }

    String date(Instant now) {
        return DATE.format(now.atZone(zone));
    }

    // One recipient only: several would tell each of the others (RFC 5321 §7.2)
    private static void forWhom(List<Recipient> recipients, StringBuilder text) {
        if (recipients.size() == 1) {
            text.append("\r\n\tfor <").append(recipients.getFirst().original()).append('>');
        }
    }

    private static String client(Origin from) {
        String address = from.clientAddress();
        String literal = address.indexOf(':') >= 0 ? "IPv6:" + address : address;
        return Printable.of(from.clientName()) + " [" + literal + "]";
    }

    private static String comment(String text) {
        return Printable.of(text).replace('(', '?').replace(')', '?').replace('\\', '?');
    }
}
