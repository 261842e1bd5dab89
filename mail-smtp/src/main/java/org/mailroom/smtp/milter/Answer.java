// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.smtp.Reply;

/// What milters say to an event.
public sealed interface Answer {
    Answer GO_ON = new GoOn();
    Answer DISCARD = new Discard();

    record GoOn() implements Answer {}

    /// Taken in the client's eyes, and thrown away.
    record Discard() implements Answer {}

    /// With 421 the session ends.
    record Refuse(Reply reply) implements Answer {}
}
