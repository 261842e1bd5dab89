// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The queues that Postfix has, as states of a message.
public enum QueueName {
    /// It has not had its first turn.
    INCOMING,
    /// It is delivered, or may be at any moment.
    ACTIVE,
    /// It waits for the time of its next attempt.
    DEFERRED,
    /// An operator holds it.
    HOLD;

    /// The queue that Postfix calls so.
    public static Optional<QueueName> of(String text) {
        return Stream.of(values()).filter(it -> it.toString().equals(text)).findFirst();
    }

    /// All names, for a sentence.
    public static String names() {
        return Stream.of(values()).map(QueueName::toString).collect(Collectors.joining(", "));
    }

    /// As Postfix writes it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
