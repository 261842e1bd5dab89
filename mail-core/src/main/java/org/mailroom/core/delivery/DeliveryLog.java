// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.delivery.DeliverySettings.Bounces;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.LongSupplier;

/// The lines of Postfix's qmgr, local, virtual, smtp, error and bounce about one message. Safe for
/// use by several threads.
final class DeliveryLog {
    private static final long OWN_UID = SystemUser.uidOfThisProcess();

    private final Lines lines;
    private final LongSupplier numbers;
    private final long managerNumber;

    /// Where the lines go: process, number, text.
    @FunctionalInterface
    interface Lines {
        void write(String process, long number, String text);
    }

    DeliveryLog(MailLog log) {
        this(log::postfix, log::nextNumber);
    }

    DeliveryLog(Lines lines, LongSupplier numbers) {
        this.lines = lines;
        this.numbers = numbers;
        this.managerNumber = numbers.getAsLong();
    }

    /// When the steps of a delivery began: what `delays=` shows.
    record Times(Instant arrived, Instant active, Instant begun, Instant ended) {}

    long nextNumber() {
        return numbers.getAsLong();
    }

    void active(QueueEntry entry, Envelope envelope) {
        manager(
                entry.id()
                        + ": from=<"
                        + envelope.sender()
                        + ">, size="
                        + entry.octets()
                        + ", nrcpt="
                        + entry.recipientCount()
                        + " (queue active)");
    }

    void removed(QueueId id) {
        manager(id + ": removed");
    }

    /// As pickup(8): it came in again by the front door under another id.
    void requeued(QueueId old, QueueId id, ReversePath sender) {
        String text = "%s: uid=%d from=<%s> orig_id=%s".formatted(id, OWN_UID, sender, old);
        lines.write("pickup", nextNumber(), text);
    }

    void expired(QueueId id, Envelope envelope, String how) {
        manager(id + ": from=<" + envelope.sender() + ">, status=" + how + ", returned to sender");
    }

    void notified(
            QueueId id,
            Notification.Role whom,
            Notification.Kind kind,
            QueueId notification,
            long number) {
        String what =
                switch (kind) {
                    case FAILED -> " non-delivery notification: ";
                    case DELAYED -> " delay notification: ";
                    case SUCCEEDED, REPORTED -> " delivery status notification: ";
                };
        String role = whom.name().toLowerCase(Locale.ROOT);
        lines.write("bounce", number, id + ": " + role + what + notification);
    }

    private void manager(String text) {
        lines.write("qmgr", managerNumber, text);
    }

    void concluded(
            QueueId id, Recipient recipient, Courier.Delivery delivery, Times times, Tag tag) {
        StringBuilder line = new StringBuilder(200);
        line.append(id).append(": to=<").append(recipient.address()).append('>');
        if (!recipient.original().equals(recipient.address())) {
            line.append(", orig_to=<").append(recipient.original()).append('>');
        }
        line.append(", relay=").append(delivery.relay());
        if (delivery.connection().use() > 1) {
            line.append(", conn_use=").append(delivery.connection().use());
        }
        line.append(", delay=").append(seconds(times.arrived(), times.ended()));
        line.append(", delays=").append(seconds(times.arrived(), times.active()));
        line.append('/').append(seconds(times.active(), times.begun()));
        Instant connected = times.begun().plus(delivery.connecting());
        line.append('/').append(seconds(times.begun(), connected));
        line.append('/').append(seconds(connected, times.ended()));
        if (!delivery.connection().tls().isEmpty()) {
            line.append(", tls=").append(delivery.connection().tls());
        }
        line.append(", dsn=").append(delivery.outcome().status());
        line.append(", status=").append(word(delivery.outcome(), tag));
        line.append(" (").append(delivery.outcome().text()).append(')');
        lines.write(tag.process(), tag.number(), line.toString());
    }

    /// What stands before a log line's text, and what the message is for.
    record Tag(String process, long number, Envelope.Purpose purpose, Bounces bounces) {}

    private static String word(Outcome outcome, Tag tag) {
        boolean probe = tag.purpose() == Envelope.Purpose.PROBE;
        return switch (outcome) {
            case Outcome.Delivered _ -> probe ? "deliverable" : "sent";
            case Outcome.Deferred _ -> probe ? "undeliverable" : "deferred";
            case Outcome.Failed _ when probe -> "undeliverable";
            case Outcome.Failed _ -> tag.bounces() == Bounces.AT_ONCE ? "bounced" : "SOFTBOUNCE";
        };
    }

    /// As Postfix: two significant digits, at most two of them after the point.
    static String seconds(Instant from, Instant to) {
        long millis = Math.max(0, Duration.between(from, to).toMillis());
        if (millis >= 9_950) {
            return Long.toString((millis + 500) / 1000);
        }
        if (millis >= 995) {
            return decimal((millis + 50) / 100, 10);
        }
        return decimal((millis + 5) / 10, 100);
    }

    private static String decimal(long parts, int perSecond) {
        long rest = parts % perSecond;
        if (rest == 0) {
            return Long.toString(parts / perSecond);
        }
        if (perSecond == 100 && rest % 10 == 0) {
            return decimal(parts / 10, 10);
        }
        String zero = perSecond == 100 && rest < 10 ? "0" : "";
        return parts / perSecond + "." + zero + rest;
    }
}
