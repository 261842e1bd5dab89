// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.QueuedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Predicate;

/// Who hears of what became of one message: its sender, as NOTIFY asks (RFC 3461 §4.1), and
/// postmasters, as `notify_classes` asks. Nobody hears of a notification that cannot be delivered
/// (RFC 5321 §4.5.5). Used once, by one thread.
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final BounceWriter writer;
    private final DeliveryLog log;
    private final QueuedMessage message;
    private final long number;
    private final BounceSettings.Telling telling;

    /// What came of telling somebody.
    enum Told {
        TOLD,
        /// There was nobody who wanted to hear of it.
        NOBODY,
        /// It could not be queued: another time.
        NOT_NOW
    }

    Notices(BounceWriter writer, DeliveryLog log, QueuedMessage message, long number) {
        this.writer = writer;
        this.log = log;
        this.message = message;
        this.number = number;
        this.telling = writer.telling();
    }

    /// These recipients will never get the message.
    Told failed(List<Fate> all) {
        List<Fate> fates = all.stream().map(it -> it.as(Fate.Action.FAILED)).toList();
        return switch (message.envelope().sender()) {
            case ReversePath.Null _ -> failedNotification(fates);
            case ReversePath.Sender(var sender) when isDoubleBounce(sender) -> {
                LOG.warn("Nobody hears that a notice to postmasters failed: {}", id());
                yield Told.NOBODY;
            }
            case ReversePath.Sender(var sender) -> {
                Told told = tellSender(sender, Notification.Kind.FAILED, fates, Notices::ofFailure);
                copy(told, BounceSettings.Classes.BOUNCE, Notification.Kind.FAILED, fates);
                yield told;
            }
        };
    }

    private Told failedNotification(List<Fate> fates) {
        return telling.classes().contains(BounceSettings.Classes.DOUBLE_BOUNCE)
                ? tellPostmaster(telling.doubleBounceRecipient(), Notification.Kind.FAILED, fates)
                : Told.NOBODY;
    }

    /// These recipients will never get the message, and in all its time nobody could be told.
    void givenUp(List<Fate> all) {
        LOG.error("{} is given up, and nobody could be told in all its time", id());
        if (message.envelope().sender() instanceof ReversePath.Sender(var sender)
                && !isDoubleBounce(sender)) {
            List<Fate> fates = all.stream().map(it -> it.as(Fate.Action.FAILED)).toList();
            tellPostmaster(telling.bounceRecipient(), Notification.Kind.FAILED, fates);
        }
    }

    /// These recipients have not got it for a long time.
    Told delayed(List<Fate> fates) {
        return switch (message.envelope().sender()) {
            case ReversePath.Null _ -> Told.NOBODY;
            case ReversePath.Sender(var sender) when isDoubleBounce(sender) -> Told.NOBODY;
            case ReversePath.Sender(var sender) -> {
                Told told = tellSender(sender, Notification.Kind.DELAYED, fates, Notices::ofDelay);
                copy(told, BounceSettings.Classes.DELAY, Notification.Kind.DELAYED, fates);
                yield told;
            }
        };
    }

    /// The sender wanted to hear of these.
    void succeeded(List<Fate> fates) {
        if (message.envelope().sender() instanceof ReversePath.Sender(var sender)) {
            tellSender(sender, Notification.Kind.SUCCEEDED, fates, _ -> true);
        }
    }

    /// The sender wanted a report of all of these.
    Told reported(List<Fate> fates) {
        return switch (message.envelope().sender()) {
            case ReversePath.Null _ -> Told.NOBODY;
            case ReversePath.Sender(var sender) ->
                    tellSender(sender, Notification.Kind.REPORTED, fates, _ -> true);
        };
    }

    private boolean isDoubleBounce(Address sender) {
        return sender.key().equals(telling.doubleBounceSender().key());
    }

    private static boolean ofFailure(Fate fate) {
        return fate.recipient().notices().ofFailure();
    }

    private static boolean ofDelay(Fate fate) {
        return fate.recipient().notices().ofDelay();
    }

    private Told tellSender(
            Address sender, Notification.Kind kind, List<Fate> all, Predicate<Fate> wanted) {
        List<Fate> fates = all.stream().filter(wanted).toList();
        return fates.isEmpty()
                ? Told.NOBODY
                : tell(kind, new Notification.Audience(Notification.Role.SENDER, sender), fates);
    }

    // What the sender hears later, postmasters hear later
    private void copy(
            Told told, BounceSettings.Classes what, Notification.Kind kind, List<Fate> fates) {
        if (told != Told.NOT_NOW && telling.classes().contains(what)) {
            tellPostmaster(
                    kind == Notification.Kind.FAILED
                            ? telling.bounceRecipient()
                            : telling.delayRecipient(),
                    kind,
                    fates);
        }
    }

    private Told tellPostmaster(Address postmaster, Notification.Kind kind, List<Fate> fates) {
        var audience = new Notification.Audience(Notification.Role.POSTMASTER, postmaster);
        return tell(kind, audience, fates);
    }

    private Told tell(Notification.Kind kind, Notification.Audience audience, List<Fate> fates) {
        return switch (writer.send(message, kind, audience, fates)) {
            case BounceWriter.Sent.Notified(var notification) -> {
                log.notified(message.entry().id(), audience.role(), kind, notification, number);
                yield Told.TOLD;
            }
            case BounceWriter.Sent.Refused(String text) -> {
                LOG.error("No notification can be made for {}: {}", id(), text);
                if (audience.role() == Notification.Role.SENDER) {
                    senderNeverHears(kind, fates);
                }
                yield Told.NOBODY;
            }
            case BounceWriter.Sent.NotNow(String text) -> {
                LOG.warn("No notification for {}: {}", id(), text);
                yield Told.NOT_NOW;
            }
        };
    }

    // With `bounce` in `notify_classes` the copy says it
    private void senderNeverHears(Notification.Kind kind, List<Fate> fates) {
        if (kind == Notification.Kind.FAILED
                && !telling.classes().contains(BounceSettings.Classes.BOUNCE)) {
            tellPostmaster(telling.bounceRecipient(), kind, fates);
        }
    }

    private String id() {
        return message.entry().id().text();
    }
}
