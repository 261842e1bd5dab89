// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.delivery.QueueOperations;
import org.mailroom.core.queue.QueueEntry;
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

    /// Answers the messages that it was done to.
    List<QueueEntry> on(QueueOperations operations, List<QueueEntry> entries) throws IOException {
        return switch (this) {
            case DELETE -> operations.delete(entries);
            case HOLD -> operations.hold(entries);
            case RELEASE -> operations.release(entries);
            case REQUEUE -> operations.requeue(entries);
            case EXPIRE -> operations.expire(entries);
            case EXPIRE_AND_RELEASE -> operations.expireAndRelease(entries);
        };
    }

    /// In which queues it looks where none is named.
    Set<QueueName> usualQueues() {
        return switch (this) {
            case RELEASE -> EnumSet.of(QueueName.HOLD);
            case HOLD -> EnumSet.complementOf(EnumSet.of(QueueName.HOLD));
            case DELETE, REQUEUE, EXPIRE, EXPIRE_AND_RELEASE -> EnumSet.allOf(QueueName.class);
        };
    }

    /// What became of one message.
    String done() {
        return done;
    }

    /// Such as `Deleted: 2 messages`.
    String total(int messages) {
        return "%s: %d message%s".formatted(total, messages, messages == 1 ? "" : "s");
    }
}
