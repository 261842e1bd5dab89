// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.util.Locale;

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

    /// As Postfix writes it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
