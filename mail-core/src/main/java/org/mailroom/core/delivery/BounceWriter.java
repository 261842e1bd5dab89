// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells senders what became of their mail, by a message with the null sender (RFC 3464). Nobody is
/// told of a notification that cannot be delivered (RFC 5321 §4.5.5). Safe for use by several
/// threads.
public final class BounceWriter {
    private static final int COPY_OCTETS = 16 << 10;
    private static final int PERMANENT = 500;
    private static final String END_OF_HEADER = "\r\n\r\n";

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

        /// The sender is the null path: there is nobody to tell.
        record NobodyToTell() implements Sent {}

        /// It is refused for good.
        record Refused(String text) implements Sent {}

        /// It could not be queued now.
        record NotNow(String text) implements Sent {}
    }

    /// These recipients will never get the message.
    Sent failed(QueuedMessage message, List<Failure> failures) {
        return send(message, Notification.Kind.FAILED, failures);
    }

    /// These recipients have not got it for a long time.
    Sent delayed(QueuedMessage message, List<Failure> failures) {
        return send(message, Notification.Kind.DELAYED, failures);
    }

    private Sent send(QueuedMessage message, Notification.Kind kind, List<Failure> failures) {
        return switch (message.envelope().sender()) {
            case ReversePath.Null _ -> new Sent.NobodyToTell();
            case ReversePath.Sender(var address) -> {
                var envelope = envelope(message, Recipient.of(address));
                var subject =
                        new Notification.Subject(
                                kind, message.entry(), message.envelope(), failures);
                var notification = new Notification(settings.get(), subject, clock.instant());
                yield queue(envelope, notification, message, kind);
            }
        };
    }

    private static Envelope envelope(QueuedMessage message, Recipient sender) {
        return new Envelope(
                ReversePath.NULL,
                List.of(sender),
                Origin.internal(),
                message.envelope().body(),
                message.envelope().encoding(),
                Optional.empty());
    }

    private Sent queue(
            Envelope envelope,
            Notification notification,
            QueuedMessage message,
            Notification.Kind kind) {
        var returned = returned(message.entry(), kind);
        try (Draft draft = intake.open(envelope, Intake.Submission.AS_IT_IS)) {
            write(draft, notification.head(draft.id(), returned));
            switch (returned) {
                case WHOLE -> copy(message.content(), draft);
                case HEADER -> copyHeader(message.content(), draft);
                case NOTHING -> {}
            }
            write(draft, notification.tail());
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

    private Notification.Returned returned(QueueEntry entry, Notification.Kind kind) {
        if (entry.isDamaged()) {
            return Notification.Returned.NOTHING;
        }
        boolean whole =
                kind == Notification.Kind.FAILED && entry.octets() <= settings.get().sizeLimit();
        return whole ? Notification.Returned.WHOLE : Notification.Returned.HEADER;
    }

    private static void write(Draft draft, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        draft.write(octets, 0, octets.length);
    }

    private static void copy(MessageContent content, Draft draft) throws IOException {
        byte[] buffer = new byte[COPY_OCTETS];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                draft.write(buffer, 0, n);
            }
        }
    }

    // A header longer than the limit is cut: it is for information only.
    private void copyHeader(MessageContent content, Draft draft) throws IOException {
        int limit = Math.clamp(settings.get().sizeLimit(), 1, 1 << 20);
        try (InputStream in = content.open()) {
            byte[] start = in.readNBytes(limit);
            String text = new String(start, StandardCharsets.ISO_8859_1);
            int end = text.indexOf(END_OF_HEADER);
            draft.write(start, 0, end < 0 ? start.length : end + 2);
        }
    }
}
