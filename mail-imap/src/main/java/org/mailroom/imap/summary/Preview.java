// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.jsoup.Jsoup;
import org.mailroom.core.message.DecodedText;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.MimePart;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The first words of a message, as a list of messages shows them (RFC 8970): of its plain text, or
/// else of its HTML, without what is quoted.
final class Preview {
    // RFC 8970 §3.1
    private static final int MAX_CHARACTERS = 200;

    private static final int PLAIN_CHARS = 4 * 1024;
    private static final int HTML_CHARS = 128 * 1024;

    private Preview() {}

    /// Empty where there is no text.
    static String of(MimePart message, MessageContent content) throws IOException {
        Optional<MimePart> plain = first(message, "plain");
        Optional<MimePart> part = plain.isPresent() ? plain : first(message, "html");
        if (part.isEmpty()) {
            return "";
        }
        try (InputStream octets = content.open()) {
            InputStream body =
                    new ForwardOctets(octets).between(part.get().bodyStart(), part.get().bodyEnd());
            Reader text = DecodedText.of(part.get(), body);
            return plain.isPresent() ? unquoted(read(text, PLAIN_CHARS)) : html(text);
        }
    }

    private static Optional<MimePart> firstChild(MimePart part, String subtype) {
        for (MimePart child : part.children()) {
            Optional<MimePart> first = first(child, subtype);
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    private static Optional<MimePart> first(MimePart part, String subtype) {
        if (!part.children().isEmpty()) {
            return part.isMessage() ? Optional.empty() : firstChild(part, subtype);
        }
        boolean isIt = part.type().equals("text") && part.subtype().equalsIgnoreCase(subtype);
        return isIt && !isAttachment(part) ? Optional.of(part) : Optional.empty();
    }

    private static boolean isAttachment(MimePart part) {
        return part.header()
                .value("Content-Disposition")
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith("attachment");
    }

    private static String read(Reader text, int most) throws IOException {
        char[] buffer = new char[most];
        int length = 0;
        int read = 0;
        while (read >= 0 && length < most) {
            read = text.read(buffer, length, most - length);
            length += Math.max(0, read);
        }
        return new String(buffer, 0, length);
    }

    private static String html(Reader text) throws IOException {
        return cut(Jsoup.parse(read(text, HTML_CHARS)).body().text().lines());
    }

    private static String unquoted(String text) {
        String own = cut(text.lines().filter(line -> !line.startsWith(">")));
        return own.isEmpty() ? cut(text.lines()) : own;
    }

    /// The first characters, with one space between words.
    private static String cut(Stream<String> lines) {
        var cut = new Cut();
        // The first line that finds no room ends it.
        var _ = lines.allMatch(cut::takes);
        return cut.text.toString().strip();
    }

    private static final class Cut {
        private final StringBuilder text = new StringBuilder(MAX_CHARACTERS);
        private int room = MAX_CHARACTERS;

        /// Takes a line, if there is room for all of it, or what there is room for.
        boolean takes(String line) {
            int at = 0;
            while (at < line.length()) {
                int character = line.codePointAt(at);
                if (!takes(character)) {
                    return false;
                }
                at += Character.charCount(character);
            }
            return takes(' ');
        }

        private boolean takes(int character) {
            boolean isSpace = isSpace(character);
            boolean isMore = text.isEmpty() || text.charAt(text.length() - 1) == ' ';
            if (isSpace && isMore) {
                return true;
            }
            if (room == 0) {
                return false;
            }
            text.appendCodePoint(isSpace ? ' ' : character);
            room--;
            return true;
        }
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}
