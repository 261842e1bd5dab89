// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;
import org.mailroom.server.queue.QueueView.Placed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Envelope and content of a message in the form of postcat(1).
record QueueRecords(QueueView view, OutputStream out) {

    /// @param parts any of `e` envelope, `h` header, `b` body; none means all
    void write(Placed placed, String parts) throws IOException {
        String chosen = parts.isEmpty() ? "ehb" : parts;
        Optional<QueuedMessage> message = view.load(placed);
        if (message.isEmpty()) {
            return;
        }
        String path = placed.name() + "/" + placed.entry().id();
        boolean envelope = chosen.contains("e");
        if (envelope) {
            say("*** ENVELOPE RECORDS " + path + " ***\n");
            say(records(placed.entry(), message.get().envelope()));
            say("*** MESSAGE CONTENTS " + path + " ***\n");
        }
        if (chosen.contains("h") || chosen.contains("b")) {
            try (var content = new BufferedInputStream(message.get().content().open())) {
                write(content, chosen);
            }
        }
        if (envelope) {
            say("*** HEADER EXTRACTED " + path + " ***\n");
            say("*** MESSAGE FILE END " + path + " ***\n");
        }
    }

    private void say(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String records(QueueEntry entry, Envelope envelope) {
        Origin origin = envelope.origin();
        var text = new StringBuilder();
        text.append("message_size: %15d\n".formatted(entry.octets()));
        text.append(
                "message_arrival_time: %s %d\n"
                        .formatted(
                                QueueListing.date(entry.arrived()),
                                entry.arrived().atZone(ZoneId.systemDefault()).getYear()));
        attribute("log_ident", entry.id().text(), text);
        envelope.envid().ifPresent(it -> attribute("envelope_id", it, text));
        text.append("sender: ").append(envelope.sender()).append('\n');
        attribute("log_client_name", origin.clientName(), text);
        attribute("log_client_address", origin.clientAddress(), text);
        attribute("log_helo_name", origin.helo(), text);
        attribute("log_protocol_name", origin.protocol(), text);
        origin.login().ifPresent(it -> attribute("sasl_username", it, text));
        Set<Integer> pending = Arrays.stream(entry.pending()).boxed().collect(Collectors.toSet());
        for (int i = 0; i < envelope.recipients().size(); i++) {
            recipient(envelope.recipients().get(i), pending.contains(i), text);
        }
        return text.toString();
    }

    private static void attribute(String name, String value, StringBuilder text) {
        if (!value.isEmpty()) {
            text.append("named_attribute: ").append(name).append('=');
            text.append(Printable.of(value)).append('\n');
        }
    }

    private static void recipient(Recipient recipient, boolean pending, StringBuilder text) {
        recipient.orcpt().ifPresent(it -> attribute("dsn_orig_rcpt", it, text));
        text.append("original_recipient: ").append(recipient.original()).append('\n');
        text.append(pending ? "recipient: " : "done_recipient: ");
        text.append(recipient.address()).append('\n');
    }

    private static boolean endsLine(InputStream content) throws IOException {
        content.mark(1);
        int next = content.read();
        content.reset();
        return next == '\n';
    }

    // Line by line: the header ends at an empty line, which belongs to the body
    private void write(InputStream content, String parts) throws IOException {
        boolean header = true;
        int last = '\n';
        for (int octet = content.read(); octet >= 0; octet = content.read()) {
            if (octet == '\r' && endsLine(content)) {
                continue;
            }
            if (header && octet == '\n' && last == '\n') {
                header = false;
                if (!parts.contains("b")) {
                    return;
                }
            }
            if (parts.contains(header ? "h" : "b")) {
                out.write(octet);
            }
            last = octet;
        }
    }
}
