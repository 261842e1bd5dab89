// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Reply;

import java.util.Optional;

/// What restrictions before RCPT have left for the recipient to hear, where no other refuses it
/// (`defer_if_permit` with `smtpd_delay_reject = no`).
record Reservations(Optional<Reply> client, Optional<Reply> greeting, Optional<Reply> sender) {
    static final Reservations NONE =
            new Reservations(Optional.empty(), Optional.empty(), Optional.empty());

    Reservations ofClient(Optional<Reply> reply) {
        return new Reservations(reply, greeting, sender);
    }

    Reservations ofGreeting(Optional<Reply> reply) {
        return new Reservations(client, reply, Optional.empty());
    }

    Reservations ofSender(Optional<Reply> reply) {
        return new Reservations(client, greeting, reply);
    }

    /// What a recipient hears.
    Optional<Reply> first() {
        return client.or(() -> greeting).or(() -> sender);
    }
}
