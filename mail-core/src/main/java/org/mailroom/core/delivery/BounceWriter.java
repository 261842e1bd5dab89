// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Writes notifications (RFC 3464), as messages with the null sender (RFC 5321 §4.5.5) to senders,
/// and with `double_bounce_sender` to postmasters. Safe for use by several threads.
public final class BounceWriter {
    private static final int PERMANENT = 500;

    private final Intake intake;
    private final Supplier<BounceSettings> settings;
    private final InstantSource clock;

    public BounceWriter(Intake intake, Supplier<BounceSettings> settings, InstantSource clock) {
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
    }

    /// What became of a notification.
    sealed interface Sent {
        record Notified(QueueId notification) implements Sent {}

        /// It is refused for good.
        record Refused(String text) implements Sent {}

        /// It could not be queued now.
        record NotNow(String text) implements Sent {}
    }

    /// Who is told of what, besides senders.
    BounceSettings.Telling telling() {
        return settings.get().telling();
    }

    /// Whether the sender of late mail hears that it has arrived.
    boolean confirmsDelays() {
        return telling().delaysOver();
    }

    /// Writes a notification to the sender or to a postmaster.
    Sent send(
            QueuedMessage message,
            Notification.Kind kind,
            Notification.Audience audience,
            List<Fate> fates) {
        var subject =
                new Notification.Subject(
                        kind, audience, message.entry(), message.envelope(), fates);
        var notification = new Notification(settings.get(), subject, clock.instant());
        ReversePath sender =
                switch (audience.role()) {
                    case SENDER -> ReversePath.NULL;
                    case POSTMASTER -> new ReversePath.Sender(telling().doubleBounceSender());
                };
        var envelope = envelope(message, sender, Recipient.of(audience.address()));
        return queue(envelope, notification, message, returned(message, subject));
    }

    private static Envelope envelope(
            QueuedMessage message, ReversePath sender, Recipient recipient) {
        // Its body may have UTF-8 all the same: message/global is a body
        Envelope.Encoding encoding =
                recipient.address().isAscii()
                        ? Envelope.Encoding.ASCII
                        : Envelope.Encoding.SMTPUTF8;
        var envelope =
                new Envelope(
                        sender,
                        // RFC 3461 §6.2: nobody hears of a notification
                        List.of(recipient.with(Notify.NEVER)),
                        Origin.internal(),
                        message.envelope().body(),
                        encoding,
                        Optional.empty());
        // RFC 8689 §5: what tells of the message is protected as it was
        return envelope.with(message.envelope().tls())
                .with(message.envelope().urgency().ofSuccessor());
    }

    private Sent queue(
            Envelope envelope,
            Notification notification,
            QueuedMessage message,
            Notification.Returned returned) {
        try (Draft draft = intake.open(envelope, Intake.Submission.BOUNCE)) {
            draft.write(notification.head(draft.id(), returned));
            switch (returned) {
                case WHOLE -> draft.write(message.content());
                case HEADER -> copyHeader(message.content(), draft);
                case NOTHING -> {}
            }
            draft.write(notification.tail());
            return switch (draft.commit()) {
                case Draft.Committed.Queued(QueueId id) -> new Sent.Notified(id);
                case Draft.Committed.Refused refused when refused.code() >= PERMANENT ->
                        new Sent.Refused(refused.text());
                case Draft.Committed.Refused refused -> new Sent.NotNow(refused.text());
            };
        } catch (IOException e) {
            return new Sent.NotNow("the message cannot be read");
        }
    }

    private Notification.Returned returned(QueuedMessage message, Notification.Subject about) {
        if (message.entry().isDamaged()) {
            return Notification.Returned.NOTHING;
        }
        // RFC 3461 §4.3: RET is about failures only; the limit is the administrator's
        boolean whole =
                about.kind() == Notification.Kind.FAILED
                        && about.audience().role() == Notification.Role.SENDER
                        && message.envelope().returning() != Envelope.Returning.HDRS
                        // RFC 8689 §5: as if RET=HDRS had been said
                        && message.envelope().tls() != Envelope.TlsDemand.REQUIRED
                        && message.entry().octets() <= settings.get().sizeLimit();
        return whole ? Notification.Returned.WHOLE : Notification.Returned.HEADER;
    }

    // A header longer than the limit is cut: it is for information only.
    private void copyHeader(MessageContent content, Draft draft) throws IOException {
        int limit = Math.clamp(settings.get().sizeLimit(), 1, 1 << 20);
        byte[] header = content.header(limit);
        draft.write(header, 0, header.length);
    }
}
