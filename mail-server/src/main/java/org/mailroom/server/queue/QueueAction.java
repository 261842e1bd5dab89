// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.delivery.QueueOperations;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.QueueName;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What postsuper(1) does with messages, and what it says of one and of all.
public enum QueueAction {
    DELETE("removed", "Deleted"),
    HOLD("placed on hold", "Placed on hold"),
    RELEASE("released from hold", "Released from hold"),
    REQUEUE("requeued", "Requeued"),
    EXPIRE("expired", "Force-expired"),
    EXPIRE_AND_RELEASE("expired", "Force-expired");

    private static final String QUESTION = "queue-";

    private final String done;
    private final String total;

    QueueAction(String done, String total) {
        this.done = done;
        this.total = total;
    }

    /// The first word of the question that asks for it.
    public String question() {
        return QUESTION + name().toLowerCase(Locale.ROOT);
    }

    static Optional<QueueAction> of(String question) {
        return Stream.of(values()).filter(it -> it.question().equals(question)).findFirst();
    }

    /// What was done to a message.
    ///
    /// @param text such as `4x…: removed`
    /// @param now its new id, where it has one
    record Done(String text, Optional<QueueId> now) {
        /// For who has asked for it.
        String toldWhole() {
            return text + now.map(id -> " as " + id).orElse("");
        }
    }

    /// Answers what it was done to.
    List<Done> on(QueueOperations operations, List<QueueEntry> entries) throws IOException {
        return switch (this) {
            case DELETE -> done(operations.delete(entries));
            case HOLD -> done(operations.hold(entries));
            case RELEASE -> done(operations.release(entries));
            case REQUEUE ->
                    operations.requeue(entries).stream()
                            .map(it -> new Done(text(it.old()), Optional.of(it.id())))
                            .toList();
            case EXPIRE -> done(operations.expire(entries));
            case EXPIRE_AND_RELEASE -> done(operations.expireAndRelease(entries));
        };
    }

    private List<Done> done(List<QueueEntry> entries) {
        return entries.stream().map(it -> new Done(text(it), Optional.empty())).toList();
    }

    private String text(QueueEntry entry) {
        return entry.id() + ": " + done;
    }

    /// In which queues it looks where none is named.
    Set<QueueName> usualQueues() {
        return switch (this) {
            case RELEASE -> EnumSet.of(QueueName.HOLD);
            case HOLD -> EnumSet.complementOf(EnumSet.of(QueueName.HOLD));
            case DELETE, REQUEUE, EXPIRE, EXPIRE_AND_RELEASE -> EnumSet.allOf(QueueName.class);
        };
    }

    /// Such as `Deleted: 2 messages`.
    String total(int messages) {
        return "%s: %d message%s".formatted(total, messages, messages == 1 ? "" : "s");
    }
}
