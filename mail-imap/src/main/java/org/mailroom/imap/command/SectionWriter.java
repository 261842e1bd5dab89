// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MimePart;
import org.mailroom.imap.grammar.FetchItem.Partial;
import org.mailroom.imap.grammar.FetchItem.Text;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.grammar.Section;
import org.mailroom.imap.summary.Summary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// Writes the octets of a section (RFC 3501 §6.4.5), from the store to the wire in pieces.
final class SectionWriter {
    private static final int PIECE_OCTETS = 16 * 1024;
    private static final int MAX_HEADER_OCTETS = 1024 * 1024;

    /// What a section is made of.
    private sealed interface Found {
        /// Octets of the message.
        record Range(long start, long octets) implements Found {}

        /// Header fields picked out.
        final class Picked implements Found {
            private final byte[] octets;

            Picked(byte[] octets) {
                this.octets = octets;
            }
        }
    }

    /// A part that is not there; Dovecot answers an empty string too.
    private static final Found NOTHING = new Found.Range(0, 0);

    private final ResponseWriter out;
    private final Traffic traffic;

    SectionWriter(ResponseWriter out, Traffic traffic) {
        this.out = out;
        this.traffic = traffic;
    }

    /// Whether a summary tells all that a section is made of.
    static boolean isSummarized(Section section) {
        return section.part().isEmpty()
                && section.kind() == Section.Kind.FIELDS
                && section.fields().stream().allMatch(Summary::keeps);
    }

    /// Writes a section that is summarized.
    void write(Text item, Summary summary) {
        write(item, picked(item.section(), summary.header()));
    }

    void write(Text item, MessageText text) {
        switch (find(item.section(), text)) {
            case Found.Picked picked -> write(item, picked);
            case Found.Range whole -> {
                Found.Range part = cut(whole, item.partial());
                copy(item.name(), text, part);
                count(item.section(), part.octets());
            }
        }
    }

    private void write(Text item, Found.Picked picked) {
        Found.Range part = cut(new Found.Range(0, picked.octets.length), item.partial());
        out.text(item.name()).octet(' ').literal(part.octets());
        out.octets(picked.octets, (int) part.start(), (int) part.octets());
        traffic.header(part.octets());
    }

    private void count(Section section, long octets) {
        switch (section.kind()) {
            case WHOLE, TEXT -> traffic.body(octets);
            case HEADER, FIELDS, FIELDS_NOT, MIME -> traffic.header(octets);
        }
    }

    // RFC 3501 §6.4.5: a partial fetch past the end gives less, or an empty string
    private static Found.Range cut(Found.Range whole, Optional<Partial> partial) {
        if (partial.isEmpty()) {
            return whole;
        }
        long start = Math.min(partial.get().start(), whole.octets());
        long octets = Math.min(partial.get().octets(), whole.octets() - start);
        return new Found.Range(whole.start() + start, octets);
    }

    private static Found find(Section section, MessageText text) {
        if (!section.part().isEmpty()) {
            return part(text.structure(), section.part())
                    .map(part -> inPart(part, section, text))
                    .orElse(NOTHING);
        }
        return switch (section.kind()) {
            case WHOLE, MIME -> new Found.Range(0, text.octets());
            case HEADER -> new Found.Range(0, text.bodyStart());
            case TEXT -> {
                long body = text.bodyStart();
                yield new Found.Range(body, text.octets() - body);
            }
            case FIELDS, FIELDS_NOT -> picked(section, text.headerOctets());
        };
    }

    /// The part that the numbers lead to (RFC 3501 §6.4.5): a message that is not multipart has its
    /// body as part 1, and so has a message inside a message.
    private static Optional<MimePart> part(MimePart message, List<Integer> numbers) {
        Optional<MimePart> found = bodyPart(message, numbers.getFirst());
        for (int number : numbers.subList(1, numbers.size())) {
            found =
                    found.flatMap(
                            part -> {
                                if (part.isMessage()) {
                                    return bodyPart(part.children().getFirst(), number);
                                }
                                return part.isMultipart() ? child(part, number) : Optional.empty();
                            });
        }
        return found;
    }

    private static Optional<MimePart> bodyPart(MimePart message, int number) {
        if (message.isMultipart()) {
            return child(message, number);
        }
        return number == 1 ? Optional.of(message) : Optional.empty();
    }

    private static Optional<MimePart> child(MimePart multipart, int number) {
        return number <= multipart.children().size()
                ? Optional.of(multipart.children().get(number - 1))
                : Optional.empty();
    }

    // RFC 3501 §6.4.5: HEADER, HEADER.FIELDS and TEXT of a part are those of the message in it
    private static Found inPart(MimePart part, Section section, MessageText text) {
        return switch (section.kind()) {
            case WHOLE -> new Found.Range(part.bodyStart(), part.octets());
            case MIME -> header(part);
            case HEADER, TEXT, FIELDS, FIELDS_NOT ->
                    part.isMessage()
                            ? inMessage(part.children().getFirst(), section, text)
                            : NOTHING;
        };
    }

    private static Found.Range header(MimePart part) {
        return new Found.Range(part.headerStart(), part.bodyStart() - part.headerStart());
    }

    private static Found inMessage(MimePart message, Section section, MessageText text) {
        return switch (section.kind()) {
            case TEXT -> new Found.Range(message.bodyStart(), message.octets());
            case FIELDS, FIELDS_NOT -> picked(section, read(text, header(message)));
            case HEADER, WHOLE, MIME -> header(message);
        };
    }

    private static byte[] read(MessageText text, Found.Range range) {
        try (InputStream in = text.stream()) {
            in.skipNBytes(range.start());
            return in.readNBytes((int) Math.min(range.octets(), MAX_HEADER_OCTETS));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    // RFC 3501 §6.4.5: the delimiting blank line is always included, unless the message has none
    private static Found.Picked picked(Section section, byte[] block) {
        HeaderFields header = HeaderFields.parse(block);
        return new Found.Picked(
                section.kind() == Section.Kind.FIELDS
                        ? with(section, header)
                        : without(section, header, block));
    }

    private static byte[] with(Section section, HeaderFields header) {
        var picked = new ByteArrayOutputStream(256);
        for (HeaderField field : header.all()) {
            if (section.names(field.name())) {
                header.writeTo(picked, field);
            }
        }
        picked.write('\r');
        picked.write('\n');
        return picked.toByteArray();
    }

    private static byte[] without(Section section, HeaderFields header, byte[] block) {
        var rest = new ByteArrayOutputStream(block.length);
        int from = 0;
        for (HeaderField field : header.all()) {
            if (section.names(field.name())) {
                rest.write(block, from, field.start() - from);
                from = field.end();
            }
        }
        rest.write(block, from, block.length - from);
        return rest.toByteArray();
    }

    private void copy(String name, MessageText text, Found.Range range) {
        try {
            byte[] piece = new byte[Math.clamp(range.octets(), 1, PIECE_OCTETS)];
            long left = range.octets();
            // What cannot be read is found out before a literal is announced.
            int read = left == 0 ? 0 : read(text, range, left, piece);
            out.text(name).octet(' ').literal(range.octets());
            while (left > 0) {
                out.octets(piece, 0, read);
                left -= read;
                read = left == 0 ? 0 : read(text, range, left, piece);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int read(MessageText text, Found.Range range, long left, byte[] piece)
            throws IOException {
        long offset = range.start() + range.octets() - left;
        return text.read(offset, piece, (int) Math.min(piece.length, left));
    }
}
