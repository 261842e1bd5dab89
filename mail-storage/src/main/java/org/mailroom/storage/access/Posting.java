// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.index.DeliveryKey;

import java.time.Instant;
import java.util.Optional;

/// A message on its way into a mailbox file.
///
/// @param sender for its `From ` line; empty for the null sender
/// @param key where it is a delivery, which must not happen twice
public record Posting(
        MessageContent content,
        String sender,
        Instant date,
        Flags flags,
        Optional<DeliveryKey> key) {

    Posting with(Flags known) {
        return new Posting(content, sender, date, known, key);
    }

    public static Posting of(NewMessage message) {
        return new Posting(
                message.content(), "", message.internalDate(), message.flags(), Optional.empty());
    }
}
