// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.grammar;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.imap.grammar.FetchItem.Attribute;
import org.mailroom.imap.grammar.FetchItem.Partial;
import org.mailroom.imap.grammar.FetchItem.Preview;
import org.mailroom.imap.grammar.FetchItem.Reading;
import org.mailroom.imap.grammar.FetchItem.Structure;
import org.mailroom.imap.grammar.FetchItem.Text;
import org.mailroom.imap.grammar.ImapCommand.Fetch;
import org.mailroom.imap.grammar.ImapCommand.Numbering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the arguments of FETCH (RFC 3501 §6.4.5, RFC 8970; modifiers: RFC 4466, RFC 7162).
final class FetchParser {
    private static final int MAX_PART_LEVELS = 100;
    private static final int MAX_ITEMS = 1000;

    private final Octets in;

    FetchParser(Octets in) {
        this.in = in;
    }

    Fetch fetch(Numbering by) {
        in.space();
        SequenceSet messages = SequenceSet.parse(in);
        in.space();
        List<FetchItem> items = in.at('(') ? list() : single();
        OptionalLong changedSince = in.skipSpace() ? changedSince() : OptionalLong.empty();
        return new Fetch(messages, items, changedSince, by);
    }

    private List<FetchItem> list() {
        in.expect('(');
        var items = new ArrayList<FetchItem>();
        do {
            items.add(item(name()));
        } while (items.size() < MAX_ITEMS && in.skipSpace());
        in.expect(')');
        return items;
    }

    private List<FetchItem> single() {
        String name = name();
        return switch (name) {
            case "ALL" ->
                    List.of(
                            Attribute.FLAGS,
                            Attribute.INTERNALDATE,
                            Attribute.SIZE,
                            Structure.ENVELOPE);
            case "FAST" -> List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.SIZE);
            case "FULL" ->
                    List.of(
                            Attribute.FLAGS,
                            Attribute.INTERNALDATE,
                            Attribute.SIZE,
                            Structure.ENVELOPE,
                            Structure.BODY);
            default -> List.of(item(name));
        };
    }

    // A name may be followed by a section, which the atom characters of "BODY[" would run into.
    private String name() {
        for (String name : List.of("BODY.PEEK[", "BODY[")) {
            if (in.skipWord(name)) {
                return name;
            }
        }
        return in.word();
    }

    private FetchItem item(String name) {
        return switch (name) {
            case "FLAGS" -> Attribute.FLAGS;
            case "UID" -> Attribute.UID;
            case "INTERNALDATE" -> Attribute.INTERNALDATE;
            case "RFC822.SIZE" -> Attribute.SIZE;
            case "MODSEQ" -> Attribute.MODSEQ;
            case "ENVELOPE" -> Structure.ENVELOPE;
            case "BODYSTRUCTURE" -> Structure.BODYSTRUCTURE;
            case "BODY" -> Structure.BODY;
            case "PREVIEW" -> in.skipWord(" (LAZY)") ? Preview.LAZY : Preview.PREVIEW;
            case "BODY[" -> text(Reading.SETS_SEEN);
            case "BODY.PEEK[" -> text(Reading.PEEKS);
            case "RFC822" -> old(name, Section.Kind.WHOLE, Reading.SETS_SEEN);
            case "RFC822.HEADER" -> old(name, Section.Kind.HEADER, Reading.PEEKS);
            case "RFC822.TEXT" -> old(name, Section.Kind.TEXT, Reading.SETS_SEEN);
            default -> throw new SyntaxException("Unknown FETCH item");
        };
    }

    private static Text old(String name, Section.Kind kind, Reading reading) {
        return new Text(Section.of(kind), Optional.empty(), reading, name);
    }

    private Text text(Reading reading) {
        Section section = section();
        in.expect(']');
        Optional<Partial> partial = in.skip('<') ? Optional.of(partial()) : Optional.empty();
        String name = "BODY[" + section + "]" + partial.map(p -> "<" + p.start() + ">").orElse("");
        return new Text(section, partial, reading, name);
    }

    private Partial partial() {
        long start = in.number();
        in.expect('.');
        // RFC 3501 §9: partial = "<" number "." nz-number ">"
        var partial = new Partial(start, in.nonZeroNumber());
        in.expect('>');
        return partial;
    }

    private Section section() {
        var part = new ArrayList<Integer>();
        while (!in.at(']')) {
            if (!in.atDigit()) {
                Section.Kind kind = kind(part);
                return new Section(part, kind, fields(kind));
            }
            part.add((int) Math.min(in.nonZeroNumber(), Integer.MAX_VALUE));
            if (part.size() > MAX_PART_LEVELS) {
                throw new SyntaxException("Nested too deep");
            }
            if (!in.skip('.')) {
                break;
            }
            if (in.at(']')) {
                throw new SyntaxException("Invalid section");
            }
        }
        return new Section(part, Section.Kind.WHOLE, List.of());
    }

    // RFC 3501 §6.4.5: the MIME part specifier MUST be prefixed by numbers
    private Section.Kind kind(List<Integer> part) {
        String word = in.word();
        if (part.isEmpty() && word.equals("MIME")) {
            throw new SyntaxException("Invalid section");
        }
        return switch (word) {
            case "HEADER" -> Section.Kind.HEADER;
            case "HEADER.FIELDS" -> Section.Kind.FIELDS;
            case "HEADER.FIELDS.NOT" -> Section.Kind.FIELDS_NOT;
            case "TEXT" -> Section.Kind.TEXT;
            case "MIME" -> Section.Kind.MIME;
            default -> throw new SyntaxException("Invalid section");
        };
    }

    private List<String> fields(Section.Kind kind) {
        if (kind != Section.Kind.FIELDS && kind != Section.Kind.FIELDS_NOT) {
            return List.of();
        }
        in.space();
        in.expect('(');
        var fields = new ArrayList<String>();
        do {
            fields.add(fieldName());
        } while (in.skipSpace());
        in.expect(')');
        return fields;
    }

    private String fieldName() {
        String name = in.astring().toUpperCase(Locale.ROOT);
        if (!name.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new SyntaxException("Invalid header field name");
        }
        return name;
    }

    private OptionalLong changedSince() {
        in.expect('(');
        if (!in.skipWord("CHANGEDSINCE ")) {
            throw new SyntaxException("Unknown FETCH modifier");
        }
        long since = in.longNumber();
        in.expect(')');
        return OptionalLong.of(since);
    }
}
