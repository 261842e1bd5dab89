// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueName;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;
import org.mailroom.server.queue.QueueView.Placed;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The list of queued messages in the two forms of postqueue(1).
final class QueueListing {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss", Locale.US);
    private static final String LINE = "%-17s %8s %-19s %s\n";
    private static final int REASON_END = 76;
    private static final int KBYTE = 1024;

    private final QueueView view;
    private final Writer out;

    QueueListing(QueueView view, Writer out) {
        this.view = view;
        this.out = out;
    }

    /// As the C library's asctime, without the year.
    static String date(Instant time) {
        return DATE.format(time.atZone(ZoneId.systemDefault()));
    }

    static String sender(ReversePath sender) {
        String text = sender.toString();
        return text.isEmpty() ? "MAILER-DAEMON" : text;
    }

    /// What mailq(1) prints.
    void text() throws IOException {
        int messages = 0;
        long octets = 0;
        for (Placed placed : view.all()) {
            Optional<QueuedMessage> message = view.load(placed);
            if (message.isPresent()) {
                out.write(messages == 0 ? headings() : "\n");
                text(placed, message.get());
                messages++;
                octets += placed.entry().octets();
            }
        }
        out.write(
                messages == 0
                        ? "Mail queue is empty\n"
                        : "\n-- %d Kbytes in %d Request%s.\n"
                                .formatted(octets / KBYTE, messages, messages == 1 ? "" : "s"));
    }

    private static String headings() {
        return LINE.formatted(
                "----Queue ID-----", "--Size--", "---Arrival Time----", "--Sender/Recipient------");
    }

    private void text(Placed placed, QueuedMessage message) throws IOException {
        QueueEntry entry = placed.entry();
        out.write(
                LINE.formatted(
                        entry.id() + mark(placed),
                        entry.octets(),
                        date(entry.arrived()),
                        sender(message.envelope().sender())));
        Reasons reasons = new Reasons(entry);
        String last = "";
        for (int position : entry.pending()) {
            String reason = reasons.text(position);
            // One reason stands for all that follow with the same
            if (!reason.equals(last)) {
                String shown = reason.isEmpty() ? "reason unavailable" : reason;
                out.write(" ".repeat(Math.max(0, REASON_END - shown.length())));
                out.write("(" + shown + ")\n");
                last = reason;
            }
            out.write(LINE.formatted("", "", "", recipient(message, position).address()));
        }
    }

    private static String mark(Placed placed) {
        String queue =
                switch (placed.name()) {
                    case ACTIVE -> "*";
                    case HOLD -> "!";
                    case INCOMING, DEFERRED -> "";
                };
        return queue + (placed.entry().handling().expired() ? "#" : "");
    }

    private static Recipient recipient(QueuedMessage message, int position) {
        return message.envelope().recipients().get(position);
    }

    /// One JSON object in a line for each message.
    void json() throws IOException {
        for (Placed placed : view.all()) {
            Optional<QueuedMessage> message = view.load(placed);
            if (message.isPresent()) {
                json(placed.name(), placed.entry(), message.get());
            }
        }
    }

    private void json(QueueName name, QueueEntry entry, QueuedMessage message) throws IOException {
        out.write("{\"queue_name\": " + Json.quote(name.toString()));
        out.write(", \"queue_id\": " + Json.quote(entry.id().text()));
        out.write(", \"arrival_time\": " + entry.arrived().getEpochSecond());
        out.write(", \"message_size\": " + entry.octets());
        out.write(", \"forced_expire\": " + entry.handling().expired());
        out.write(", \"sender\": " + Json.quote(sender(message.envelope().sender())));
        out.write(", \"recipients\": [");
        Reasons reasons = new Reasons(entry);
        String separator = "";
        for (int position : entry.pending()) {
            String address = recipient(message, position).address().toString();
            String reason = reasons.text(position);
            out.write(separator + "{\"address\": " + Json.quote(address));
            out.write(reason.isEmpty() ? "}" : ", \"delay_reason\": " + Json.quote(reason) + "}");
            separator = ", ";
        }
        out.write("]}\n");
    }
}
