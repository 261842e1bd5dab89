// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.storage.MailboxException;

import java.util.Optional;

/// A message that a search looks at. Its content is opened when a condition needs it, and once
/// only.
final class Candidate {
    private final MailboxView view;
    private final int position;
    private Optional<MessageSearch> text = Optional.empty();

    Candidate(MailboxView view, int position) {
        this.view = view;
        this.position = position;
    }

    int position() {
        return position;
    }

    /// Empty for a message that has been expunged: it matches no text.
    Optional<MessageSearch> text() {
        if (text.isEmpty()) {
            try {
                text =
                        Optional.of(
                                new MessageSearch(view.texts().open(view.shown().uid(position))));
            } catch (MailboxException gone) {
                if (gone.reason() != MailboxException.Reason.NONEXISTENT) {
                    throw gone;
                }
            }
        }
        return text;
    }
}
