// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.time.Instant;
import java.util.Optional;

/// How soon a message has to go.
///
/// @param deadline by when, if the sender says so (RFC 2852)
/// @param priority before which others it goes, from -9 to 9 (RFC 6710)
public record Urgency(Optional<Deadline> deadline, int priority) {
    public static final Urgency USUAL = new Urgency(Optional.empty(), 0);

    private static final int RETURNED = 1;
    private static final int TRACED = 2;

    public Urgency {
        if (priority < -9 || priority > 9) {
            throw new IllegalArgumentException("priority " + priority);
        }
    }

    /// Of another message that comes of this one.
    public Urgency ofSuccessor() {
        return deadline.isEmpty() ? this : new Urgency(Optional.empty(), priority);
    }

    /// Whether the message has to be returned by now.
    public boolean isTooLate(Instant now) {
        return deadline.filter(it -> it.mode() == Deadline.Mode.RETURN && it.isOver(now))
                .isPresent();
    }

    void encode(Encoder to) {
        to.octet(priority).octet(deadline.isPresent() ? 1 : 0);
        deadline.ifPresent(
                it -> {
                    int mode = it.mode() == Deadline.Mode.RETURN ? RETURNED : 0;
                    int trace = it.trace() == Deadline.Trace.ON ? TRACED : 0;
                    to.octet(mode | trace).number(it.time().toEpochMilli());
                });
    }

    static Urgency decode(Decoder from) {
        int priority = (byte) from.octet();
        if (from.octet() == 0) {
            return new Urgency(Optional.empty(), priority);
        }
        int flags = from.octet();
        var mode = (flags & RETURNED) != 0 ? Deadline.Mode.RETURN : Deadline.Mode.NOTIFY;
        var trace = (flags & TRACED) != 0 ? Deadline.Trace.ON : Deadline.Trace.OFF;
        var time = Instant.ofEpochMilli(from.longNumber());
        return new Urgency(Optional.of(new Deadline(time, mode, trace)), priority);
    }
}
