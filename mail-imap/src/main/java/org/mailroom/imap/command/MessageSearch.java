// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.core.message.DecodedText;
import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.MimePart;
import org.mailroom.imap.summary.Needle;
import org.mailroom.imap.summary.SentDate;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Optional;

/// Looks for text in one message, decoded as a person reads it (RFC 3501 §6.4.4).
final class MessageSearch {
    private static final int PIECE_CHARS = 8 * 1024;

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
        return contains(text.header(), needle);
    }

    private static boolean contains(HeaderFields header, Needle needle) {
        return header.all().stream().anyMatch(field -> needle.isIn(line(field)));
    }

    private static String line(HeaderField field) {
        return field.name() + ": " + field.text();
    }

    /// Looks at text parts, and at the headers of messages inside.
    boolean bodyContains(Needle needle) {
        try (var octets = new ForwardOctets(text.stream())) {
            return contains(text.structure(), needle, octets);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean contains(MimePart part, Needle needle, ForwardOctets octets)
            throws IOException {
        for (MimePart child : part.children()) {
            boolean inHeader = part.isMessage() && contains(child.header(), needle);
            if (inHeader || contains(child, needle, octets)) {
                return true;
            }
        }
        boolean isText = part.children().isEmpty() && part.type().equals("text");
        return isText
                && contains(
                        DecodedText.of(part, octets.between(part.bodyStart(), part.bodyEnd())),
                        needle);
    }

    private static boolean contains(Reader reader, Needle needle) throws IOException {
        char[] piece = new char[PIECE_CHARS + needle.overlap()];
        int kept = 0;
        for (int read = reader.read(piece, 0, PIECE_CHARS); read >= 0; ) {
            int length = kept + read;
            if (needle.isIn(new String(piece, 0, length))) {
                return true;
            }
            // A match may stand across two pieces.
            kept = Math.min(needle.overlap(), length);
            System.arraycopy(piece, length - kept, piece, 0, kept);
            read = reader.read(piece, kept, PIECE_CHARS);
        }
        return false;
    }

    /// A stream of which later and later pieces are read.
    private static final class ForwardOctets implements AutoCloseable {
        private final InputStream in;
        private long position;

        ForwardOctets(InputStream in) {
            this.in = in;
        }

        InputStream between(long start, long end) throws IOException {
            in.skipNBytes(start - position);
            position = start;
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    int octet = position < end ? in.read() : -1;
                    position += octet < 0 ? 0 : 1;
                    return octet;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int wanted = (int) Math.min(length, end - position);
                    int read = wanted <= 0 ? -1 : in.read(buffer, offset, wanted);
                    position += Math.max(read, 0);
                    return read;
                }
            };
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
