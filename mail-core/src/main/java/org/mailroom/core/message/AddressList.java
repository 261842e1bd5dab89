// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.util.ArrayList;
import java.util.List;

/// The addresses of a header field such as To (RFC 5322 §3.4, with the old forms of §4.4), as they
/// stand: encoded words are not decoded. Reads what can be read, in linear time. Immutable.
///
/// @param complete false where the text has more than were read
public record AddressList(List<Entry> entries, boolean complete) {
    private static final int MAX_ENTRIES = 1000;

    /// A mailbox, or the beginning or end of a group of them.
    public sealed interface Entry {
        /// `name` and `route` are empty where there are none; `domain` is empty where it is
        /// missing.
        record Mailbox(String name, String route, String localPart, String domain)
                implements Entry {}

        record GroupStart(String name) implements Entry {}

        record GroupEnd() implements Entry {}
    }

    public AddressList {
        entries = List.copyOf(entries);
    }

    /// The first thousand entries. `text` is an unfolded field value.
    public static AddressList parse(String text) {
        return parse(text, MAX_ENTRIES);
    }

    /// The same, with another bound.
    public static AddressList parse(String text, int most) {
        var parser = new Parser(text);
        List<Entry> entries = parser.entries(most);
        return new AddressList(entries, parser.in.atEnd());
    }

    private static final class Parser {
        private final FieldScanner in;
        private final List<Entry> entries = new ArrayList<>();
        private boolean inGroup;

        Parser(String text) {
            in = new FieldScanner(text);
        }

        List<Entry> entries(int most) {
            while (!in.atEnd() && entries.size() < most) {
                entry();
            }
            endGroup();
            return entries;
        }

        private void endGroup() {
            if (inGroup) {
                entries.add(new Entry.GroupEnd());
                inGroup = false;
            }
        }

        private void entry() {
            var phrase = new Phrase();
            while (!in.atEnd()) {
                char c = in.peek();
                switch (c) {
                    case ',' -> {
                        in.next();
                        bare(phrase);
                        return;
                    }
                    case ';' -> {
                        in.next();
                        bare(phrase);
                        endGroup();
                        return;
                    }
                    case ':' -> {
                        in.next();
                        endGroup();
                        inGroup = true;
                        entries.add(new Entry.GroupStart(phrase.text()));
                        return;
                    }
                    case '<' -> {
                        in.next();
                        angle(phrase.text());
                        return;
                    }
                    default -> phrase.add(in);
                }
            }
            bare(phrase);
        }

        // An address without angle brackets; a comment after it is the old form of a name.
        private void bare(Phrase phrase) {
            if (phrase.isEmpty()) {
                return;
            }
            // Words without an address are a name, and nothing to write to.
            if (phrase.address().indexOf('@') < 0 && phrase.text().indexOf(' ') >= 0) {
                entries.add(new Entry.Mailbox(phrase.text(), "", "", ""));
            } else {
                add(phrase.lastComment, "", phrase.address());
            }
        }

        private void angle(String name) {
            String route = "";
            var address = new Phrase();
            while (!in.atEnd() && in.peek() != '>') {
                char c = in.peek();
                if (c == ':' && address.startsWithAt()) {
                    in.next();
                    route = address.address();
                    address = new Phrase();
                } else if (c == ',' && !address.startsWithAt()) {
                    break;
                } else {
                    address.add(in);
                }
            }
            in.skip('>');
            add(name, route, address.address());
            in.until(",;");
            if (in.skip(';')) {
                endGroup();
            } else {
                in.skip(',');
            }
        }

        private void add(String name, String route, String address) {
            int at = address.lastIndexOf('@');
            String local = at < 0 ? address : address.substring(0, at);
            String domain = at < 0 ? "" : address.substring(at + 1);
            entries.add(new Entry.Mailbox(name, route, local, domain));
        }
    }

    /// Words as they come: as a name they are joined by blanks, as an address by nothing.
    private static final class Phrase {
        private final StringBuilder spaced = new StringBuilder();
        private final StringBuilder joined = new StringBuilder();
        private String lastComment = "";

        boolean isEmpty() {
            return joined.isEmpty();
        }

        boolean startsWithAt() {
            return joined.indexOf("@") == 0;
        }

        String text() {
            return spaced.toString().strip();
        }

        String address() {
            return joined.toString();
        }

        void add(FieldScanner in) {
            switch (in.peek()) {
                case '"' -> append(in.quoted());
                case '(' -> lastComment = in.comment();
                case ' ' -> {
                    in.next();
                    if (!spaced.isEmpty() && spaced.charAt(spaced.length() - 1) != ' ') {
                        spaced.append(' ');
                    }
                }
                default -> append(String.valueOf(in.next()));
            }
        }

        private void append(String text) {
            spaced.append(text);
            joined.append(text);
        }
    }
}
