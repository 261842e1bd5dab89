// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.smtp.Reply;

/// What becomes of a client that was tested.
public sealed interface Admission {
    Admission ADMITTED = new Admitted();
    Admission TURNED_AWAY = new TurnedAway();

    record Admitted() implements Admission {}

    /// May speak SMTP, and hears this of each recipient.
    record Refused(Reply reply) implements Admission {}

    /// It has heard why, or has gone.
    record TurnedAway() implements Admission {}
}
