// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.time.Instant;
import java.util.Optional;

/// What an operator or the sender wants done with a message.
///
/// @param held nothing is tried until it is released
/// @param expired the next attempt is the last, however young the message is
/// @param transport takes the place of what routing says: `transport:nexthop` (transport(5))
/// @param release the sender asked that it goes no sooner (RFC 4865)
public record Handling(
        boolean held, boolean expired, Optional<String> transport, Optional<Instant> release) {
    private static final int HELD = 1;
    private static final int RELEASED_LATER = 2;

    public static final Handling USUAL = new Handling(false, false, Optional.empty());

    public Handling(boolean held, boolean expired, Optional<String> transport) {
        this(held, expired, transport, Optional.empty());
    }

    public Handling holding() {
        return new Handling(true, expired, transport, release);
    }

    public Handling released() {
        return new Handling(false, expired, transport, release);
    }

    public Handling expiring() {
        return new Handling(held, true, transport, release);
    }

    /// Empty: as routing says.
    public Handling by(Optional<String> other) {
        return new Handling(held, expired, other, release);
    }

    public Handling notBefore(Instant time) {
        return new Handling(held, expired, transport, Optional.of(time));
    }

    void encode(Encoder to) {
        int flags = (held ? HELD : 0) | (release.isPresent() ? RELEASED_LATER : 0);
        to.octet(flags).octet(expired ? 1 : 0).text(transport);
        release.ifPresent(it -> to.number(it.toEpochMilli()));
    }

    static Handling decode(Decoder from) {
        int flags = from.octet();
        var usual = new Handling((flags & HELD) != 0, from.octet() == 1, from.optionalText());
        Handling handling =
                (flags & RELEASED_LATER) == 0
                        ? usual
                        : usual.notBefore(Instant.ofEpochMilli(from.longNumber()));
        // Most have none: a million messages share one
        return handling.equals(USUAL) ? USUAL : handling;
    }
}
