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
    static final int MAX_BOUNDARY_CHARS = 2048;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_PARTS = 10_000;
    private static final int MAX_HEADER_OCTETS = 1024 * 1024;
    private static final int MAX_ALL_HEADERS_OCTETS = 4 * 1024 * 1024;
    private static final ParameterizedValue PLAIN_TEXT =
            ParameterizedValue.parse("text/plain; charset=us-ascii");
    private static final ParameterizedValue MESSAGE = ParameterizedValue.parse("message/rfc822");

    enum LineEnd {
        PRESENT,
        NONE
    }

    private static final byte[] DASHES = {'-', '-'};

    private enum Delimiter {
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

    void line(ScannedLine line, LineEnd end) {
        if (!line.hasAt(0, DASHES) || !delimits(line)) {
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

    private boolean delimits(ScannedLine line) {
        Optional<Open> multipart = delimited(line);
        multipart.ifPresent(
                open -> {
                    boolean last = line.hasAt(2 + open.boundary.length, DASHES);
                    endParts(open, line, last ? Delimiter.LAST : Delimiter.NEXT_PART);
                });
        return multipart.isPresent();
    }

    // RFC 2046 §5.1.1: it is sufficient that the boundary appear in its entirety; where one is the
    // beginning of another, the longer counts.
    private Optional<Open> delimited(ScannedLine line) {
        Optional<Open> best = Optional.empty();
        for (Optional<Open> open = Optional.of(current);
                open.isPresent();
                open = open.get().parent) {
            byte[] boundary = open.get().boundary;
            if (boundary.length > best.map(o -> o.boundary.length).orElse(0)
                    && line.hasAt(2, boundary)) {
                best = open;
            }
        }
        return best;
    }

    private void endParts(Open multipart, ScannedLine line, Delimiter delimiter) {
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
            // The line end before a boundary may also be that of the boundary before it.
            long childEnd = children.isEmpty() ? bodyStart : children.getLast().bodyEnd();
            bodyEnd = Math.max(end, childEnd);
            bodyLines = Math.max(linesAtEnd - linesBefore, 0);
        }

        MimePart part() {
            return new MimePart(header, type, headerStart, bodyStart, bodyEnd, bodyLines, children);
        }
    }
}
