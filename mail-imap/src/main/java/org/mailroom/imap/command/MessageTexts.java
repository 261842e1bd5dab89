// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.MessageContent;

import java.util.Optional;
import java.util.function.LongFunction;

/// The contents of the messages of a mailbox. A large one that is read piece by piece is kept, with
/// its structure and the place of the last piece: so its client does not have it read from the
/// beginning for each piece. On the session's thread.
final class MessageTexts {
    private final LongFunction<MessageContent> contents;
    private final Background background;
    private Optional<Kept> kept = Optional.empty();

    private record Kept(long uid, MessageText text) {}

    /// `contents` gives the content of a UID.
    MessageTexts(LongFunction<MessageContent> contents, Background background) {
        this.contents = contents;
        this.background = background;
    }

    /// @throws org.mailroom.storage.MailboxException NONEXISTENT when it has been expunged
    MessageText open(long uid) {
        MessageContent content = contents.apply(uid);
        if (kept.isPresent() && kept.get().uid() == uid) {
            return kept.get().text();
        }
        return new MessageText(content, background);
    }

    /// Keeps a message, if it is large, until another one is kept.
    void keep(long uid, MessageText text) {
        if (text.isLarge()) {
            kept = Optional.of(new Kept(uid, text));
        }
    }

    /// Forgets what is kept: a client that waits costs no memory for it.
    void forget() {
        kept = Optional.empty();
    }
}
