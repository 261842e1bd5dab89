// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The structure of a message while its lines come in. For one scan.
final class MimeTree {
    static final int MAX_BOUNDARY_CHARS = 250;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_PARTS = 10_000;
    private static final int MAX_HEADER_OCTETS = 1024 * 1024;
    private static final int MAX_ALL_HEADERS_OCTETS = 4 * 1024 * 1024;
    private static final ParameterizedValue PLAIN_TEXT =
            ParameterizedValue.parse("text/plain; charset=us-ascii");
    private static final ParameterizedValue MESSAGE = ParameterizedValue.parse("message/rfc822");

    /// The beginning of a line, its end taken off, and where the whole line stands.
    record Line(byte[] octets, int length, long start, long end) {
        boolean isEmpty() {
            return length == 0;
        }

        boolean startsWithDashes() {
            return length > 2 && octets[0] == '-' && octets[1] == '-';
        }
    }

    enum LineEnd {
        PRESENT,
        NONE
    }

    private enum Delimiter {
        NONE,
        NEXT_PART,
        LAST
    }

    private Open current;
    private long lines;
    private int parts = 1;
    private int headerOctets;

    MimeTree() {
        current = new Open(Optional.empty(), 0, PLAIN_TEXT);
    }

    /// Octets that may belong to a header; kept while they do.
    void header(byte[] octets, int from, int length) {
        if (current.inHeader && headerOctets < MAX_ALL_HEADERS_OCTETS) {
            int keep = Math.min(length, MAX_HEADER_OCTETS - current.headerText.size());
            current.headerText.write(octets, from, keep);
            headerOctets += keep;
        }
    }

    void line(Line line, LineEnd end) {
        if (!line.startsWithDashes() || !delimits(line)) {
            if (current.inHeader && line.isEmpty()) {
                beginBody(line.end());
            }
        }
        lines += end == LineEnd.PRESENT ? 1 : 0;
    }

    /// The whole message, which ends at `position`.
    MimePart end(long position) {
        while (current.parent.isPresent()) {
            current = closed(current, position, lines);
        }
        current.close(position, lines);
        return current.part();
    }

    private boolean delimits(Line line) {
        Optional<Open> above = Optional.of(current);
        while (above.isPresent()) {
            Delimiter delimiter = delimiter(line, above.get().boundary);
            if (delimiter != Delimiter.NONE) {
                endParts(above.get(), line, delimiter);
                return true;
            }
            above = above.get().parent;
        }
        return false;
    }

    // RFC 2046 §5.1.1: white space may follow; anything else is another boundary
    private static Delimiter delimiter(Line line, byte[] boundary) {
        int end = 2 + boundary.length;
        if (boundary.length == 0
                || line.length() < end
                || !Arrays.equals(line.octets(), 2, end, boundary, 0, boundary.length)) {
            return Delimiter.NONE;
        }
        if (line.length() >= end + 2 && line.octets()[end] == '-' && line.octets()[end + 1] == '-') {
            return Delimiter.LAST;
        }
        for (int i = end; i < line.length(); i++) {
            if (line.octets()[i] != ' ' && line.octets()[i] != '\t') {
                return Delimiter.NONE;
            }
        }
        return Delimiter.NEXT_PART;
    }

    private void endParts(Open multipart, Line line, Delimiter delimiter) {
        // The line end before the boundary is part of it.
        while (current != multipart) {
            current = closed(current, line.start() - 2, lines - 1);
        }
        if (delimiter == Delimiter.LAST || ++parts > MAX_PARTS) {
            multipart.boundary = Open.NO_BOUNDARY;
        } else {
            current = new Open(Optional.of(multipart), line.end(), multipart.childType());
        }
    }

    private static Open closed(Open part, long end, long lines) {
        part.close(end, lines);
        Open parent = part.parent.orElseThrow();
        parent.children.add(part.part());
        return parent;
    }

    private void beginBody(long position) {
        current.beginBody(position, lines + 1);
        if (current.depth >= MAX_DEPTH || parts >= MAX_PARTS) {
            current.boundary = Open.NO_BOUNDARY;
        } else if (current.holdsMessage()) {
            parts++;
            current = new Open(Optional.of(current), position, PLAIN_TEXT);
        }
    }

    /// A part whose end has not been seen.
    private static final class Open {
        static final byte[] NO_BOUNDARY = {};

        private final Optional<Open> parent;
        private final int depth;
        private final long headerStart;
        private final ParameterizedValue defaultType;
        private final List<MimePart> children = new ArrayList<>();
        private ByteArrayOutputStream headerText = new ByteArrayOutputStream(256);
        private boolean inHeader = true;
        private HeaderFields header = HeaderFields.parse(NO_BOUNDARY);
        private ParameterizedValue type;
        private byte[] boundary = NO_BOUNDARY;
        private long bodyStart;
        private long linesBefore;
        private long bodyEnd;
        private long bodyLines;

        Open(Optional<Open> parent, long headerStart, ParameterizedValue defaultType) {
            this.parent = parent;
            this.depth = parent.map(p -> p.depth + 1).orElse(0);
            this.headerStart = headerStart;
            this.defaultType = defaultType;
            this.type = defaultType;
        }

        void beginBody(long position, long linesSoFar) {
            inHeader = false;
            bodyStart = position;
            linesBefore = linesSoFar;
            int length = (int) Math.min(headerText.size(), position - headerStart);
            header = HeaderFields.parse(Arrays.copyOf(headerText.toByteArray(), length));
            headerText = new ByteArrayOutputStream(0);
            type = contentType();
            if (type.value().toLowerCase(Locale.ROOT).startsWith("multipart/")) {
                boundary =
                        type.parameter("boundary")
                                .filter(text -> text.length() <= MAX_BOUNDARY_CHARS)
                                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                                .orElse(NO_BOUNDARY);
            }
        }

        // RFC 2045 §5.2: the default stands where the field is missing or makes no sense
        private ParameterizedValue contentType() {
            String text = header.value("Content-Type");
            ParameterizedValue given = ParameterizedValue.parse(text);
            int slash = given.value().indexOf('/');
            boolean valid = slash > 0 && slash < given.value().length() - 1;
            return valid ? given : defaultType;
        }

        boolean holdsMessage() {
            String name = type.value().toLowerCase(Locale.ROOT);
            return name.equals("message/rfc822") || name.equals("message/global");
        }

        // RFC 2046 §5.1.5
        ParameterizedValue childType() {
            boolean digest = type.value().equalsIgnoreCase("multipart/digest");
            return digest ? MESSAGE : PLAIN_TEXT;
        }

        void close(long end, long linesAtEnd) {
            if (inHeader) {
                beginBody(Math.max(end, headerStart), linesAtEnd);
            }
            bodyEnd = Math.max(end, bodyStart);
            bodyLines = Math.max(linesAtEnd - linesBefore, 0);
        }

        MimePart part() {
            return new MimePart(
                    header, type, headerStart, bodyStart, bodyEnd, bodyLines, children);
        }
    }
}
