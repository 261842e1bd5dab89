// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.summary.Needle;
import org.mailroom.imap.summary.SearchableText;
import org.mailroom.imap.summary.SentDate;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Optional;

/// Looks for text in one message, decoded as a person reads it (RFC 3501 §6.4.4).
final class MessageSearch {
    private final MessageText text;

    MessageSearch(MessageText text) {
        this.text = text;
    }

    /// The day in the Date field, disregarding time and timezone.
    Optional<LocalDate> sent() {
        return SentDate.parse(text.header().value("Date"));
    }

    boolean fieldContains(String field, Needle needle) {
        return text.header().all().stream()
                .anyMatch(f -> f.name().equalsIgnoreCase(field) && needle.isIn(f.text()));
    }

    boolean headerContains(Needle needle) {
        return text.header().all().stream()
                .anyMatch(field -> needle.isIn(SearchableText.line(field)));
    }

    /// Looks at text parts, and at the headers of messages inside.
    boolean bodyContains(Needle needle) {
        try (InputStream octets = text.stream()) {
            return !SearchableText.visitBody(text.structure(), octets, new Search(needle));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Goes on until the text is found.
    private record Search(Needle needle) implements SearchableText.Visitor {
        @Override
        public boolean line(String line) {
            return !needle.isIn(line);
        }

        @Override
        public boolean part(Reader text) throws IOException {
            return !needle.isIn(text);
        }
    }
}
