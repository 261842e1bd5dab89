// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.jspecify.annotations.Nullable;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.SearchedText;
import org.mailroom.storage.TextHits;

/// What the store knows of a text. It is asked when the first message is to be looked at, and once
/// only.
final class KnownHits {
    private final Mailbox mailbox;
    private final SearchedText where;
    private final String text;
    private @Nullable TextHits hits;

    KnownHits(Mailbox mailbox, SearchedText where, String text) {
        this.mailbox = mailbox;
        this.where = where;
        this.text = text;
    }

    TextHits.Answer of(Candidate message) {
        TextHits found = hits;
        if (found == null) {
            found = mailbox.hits(where, text);
            hits = found;
        }
        return found.of(message.uid());
    }
}
