// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Deferral;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;
import org.mailroom.server.queue.QueueView.Placed;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One queued message, for a person.
record QueueDetail(QueueView view) {
    void write(Placed placed, Writer out) throws IOException {
        QueueEntry entry = placed.entry();
        Optional<QueuedMessage> message = view.load(placed);
        out.write(line("Queue ID:", entry.id().text()));
        out.write(line("Queue:", placed.name().toString()));
        out.write(line("Arrived:", date(entry.arrived())));
        out.write(line("Size:", Long.toString(entry.octets())));
        if (message.isPresent()) {
            out.write(envelope(message.get().envelope()));
        }
        out.write(schedule(entry));
        if (message.isPresent()) {
            out.write(recipients(entry, message.get().envelope()));
        }
        List<String> said = view.dialogues().of(entry.id());
        if (!said.isEmpty()) {
            out.write("Last dialogue:\n  " + String.join("\n  ", said) + "\n");
        }
    }

    private static String line(String name, String value) {
        return "%-14s%s\n".formatted(name, value);
    }

    private static String date(Instant time) {
        return QueueListing.date(time) + " " + time.atZone(ZoneId.systemDefault()).getYear();
    }

    private static String envelope(Envelope envelope) {
        Origin origin = envelope.origin();
        String from =
                origin.clientAddress().isEmpty()
                        ? "this host"
                        : "%s[%s] by %s"
                                .formatted(
                                        Printable.of(origin.clientName()),
                                        origin.clientAddress(),
                                        origin.protocol());
        String login = origin.login().map(it -> ", login " + Printable.of(it)).orElse("");
        return line("Sender:", QueueListing.sender(envelope.sender()))
                + line("From:", from + login)
                + envelope.envid().map(it -> line("ENVID:", Printable.of(it))).orElse("");
    }

    private static String schedule(QueueEntry entry) {
        String next =
                entry.handling().held()
                        ? "none, it is held"
                        : entry.due().map(QueueDetail::date).orElse("now");
        return line("Next attempt:", next)
                + entry.handling()
                        .transport()
                        .map(it -> line("Transport:", Printable.of(it)))
                        .orElse("")
                + (entry.handling().expired() ? line("Expires:", "with the next attempt") : "");
    }

    private static String recipients(QueueEntry entry, Envelope envelope) {
        Set<Integer> pending = Arrays.stream(entry.pending()).boxed().collect(Collectors.toSet());
        Reasons reasons = new Reasons(entry);
        var text = new StringBuilder("Recipients:\n");
        for (int i = 0; i < envelope.recipients().size(); i++) {
            Recipient recipient = envelope.recipients().get(i);
            text.append("  ").append(recipient.address());
            if (!recipient.original().equals(recipient.address())) {
                text.append(" (for ").append(recipient.original()).append(')');
            }
            text.append(": ").append(fate(pending.contains(i), reasons.of(i))).append('\n');
        }
        return text.toString();
    }

    private static String fate(boolean pending, Optional<Deferral> reason) {
        if (!pending) {
            return "done";
        }
        return reason.map(it -> "deferred " + it.status() + " (" + Printable.of(it.text()) + ")")
                .orElse("waits");
    }
}
