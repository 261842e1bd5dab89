// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import java.util.Optional;

/// What an operator wants done with a message.
///
/// @param held nothing is tried until it is released
/// @param expired the next attempt is the last, however young the message is
/// @param transport takes the place of what routing says: `transport:nexthop` (transport(5))
public record Handling(boolean held, boolean expired, Optional<String> transport) {
    public static final Handling USUAL = new Handling(false, false, Optional.empty());

    public Handling holding() {
        return new Handling(true, expired, transport);
    }

    public Handling released() {
        return new Handling(false, expired, transport);
    }

    public Handling expiring() {
        return new Handling(held, true, transport);
    }

    /// Empty: as routing says.
    public Handling by(Optional<String> other) {
        return new Handling(held, expired, other);
    }

    void encode(Encoder to) {
        to.octet(held ? 1 : 0).octet(expired ? 1 : 0).text(transport);
    }

    static Handling decode(Decoder from) {
        var handling = new Handling(from.octet() == 1, from.octet() == 1, from.optionalText());
        // Most have none: a million messages share one
        return handling.equals(USUAL) ? USUAL : handling;
    }
}
