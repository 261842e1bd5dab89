// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.summary.Needle;
import org.mailroom.imap.summary.Summary;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.SearchedText;

import java.time.LocalDate;
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

    long uid() {
        return view.shown().uid(position);
    }

    /// The day in the Date field, disregarding time and timezone.
    Optional<LocalDate> sent() {
        Optional<Summary> summary = view.summary(position);
        return summary.isPresent() ? summary.get().sent() : text().flatMap(MessageSearch::sent);
    }

    /// Whether a field that summaries keep contains a text.
    boolean listedFieldContains(String field, Needle needle) {
        return view.summary(position)
                .map(summary -> summary.fieldContains(field, needle))
                .orElseGet(() -> fieldContains(field, needle));
    }

    boolean fieldContains(String field, Needle needle) {
        return text().filter(t -> t.fieldContains(field, needle)).isPresent();
    }

    boolean contains(SearchedText where, Needle needle) {
        return text().filter(found -> contains(found, where, needle)).isPresent();
    }

    private static boolean contains(MessageSearch text, SearchedText where, Needle needle) {
        return switch (where) {
            case BODY -> text.bodyContains(needle);
            case HEADER_AND_BODY -> text.headerContains(needle) || text.bodyContains(needle);
        };
    }

    /// Empty for a message that has been expunged: it matches no text.
    private Optional<MessageSearch> text() {
        if (text.isEmpty()) {
            try {
                text = Optional.of(new MessageSearch(view.texts().open(uid())));
            } catch (MailboxException gone) {
                if (gone.reason() != MailboxException.Reason.NONEXISTENT) {
                    throw gone;
                }
            }
        }
        return text;
    }
}
