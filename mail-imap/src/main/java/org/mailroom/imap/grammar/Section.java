// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import java.util.List;
import java.util.Locale;

/// A section of a message (RFC 3501 §6.4.5): the numbers that lead to a part, and what is wanted of
/// it. `fields` are header names in upper case.
public record Section(List<Integer> part, Kind kind, List<String> fields) {

    public enum Kind {
        WHOLE(""),
        HEADER("HEADER"),
        FIELDS("HEADER.FIELDS"),
        FIELDS_NOT("HEADER.FIELDS.NOT"),
        TEXT("TEXT"),
        MIME("MIME");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public Section {
        part = List.copyOf(part);
        fields = List.copyOf(fields);
    }

    static Section of(Kind kind) {
        return new Section(List.of(), kind, List.of());
    }

    /// Whether that header field is one of `fields`.
    public boolean names(String field) {
        return fields.contains(field.toUpperCase(Locale.ROOT));
    }

    /// As it stands between the brackets.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int number : part) {
            text.append(text.isEmpty() ? "" : ".").append(number);
        }
        text.append(text.isEmpty() || kind == Kind.WHOLE ? "" : ".").append(kind.word);
        if (kind == Kind.FIELDS || kind == Kind.FIELDS_NOT) {
            text.append(" (").append(String.join(" ", quotedWhereNeeded())).append(')');
        }
        return text.toString();
    }

    private List<String> quotedWhereNeeded() {
        return fields.stream().map(Section::astring).toList();
    }

    private static String astring(String field) {
        boolean plain = field.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
        return plain && !field.isEmpty() ? field : '"' + field + '"';
    }
}
