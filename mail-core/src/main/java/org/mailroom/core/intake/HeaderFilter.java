// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.OctetSearch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/// Reads the header of a message as it passes: drops fields that must not travel on, counts hops,
/// notes the Message-ID, and adds missing fields at the header's end. The body passes untouched;
/// where it begins without the empty line that parts it from the header, that line is added. Keeps
/// one field in memory at the most. Input lines end in CRLF. Used by one thread.
final class HeaderFilter {

    /// Where in the message the next octet lies.
    private enum Place {
        /// At or in a header line; the field so far is in `field`.
        HEADER,
        /// In a field too long to hold: its lines go on as they come.
        LONG_FIELD,
        BODY
    }

    /// What was seen in the header; of the fields, those that may have to be added.
    ///
    /// @param tlsNotRequired `TLS-Required: No` (RFC 8689 §3)
    record Seen(Set<String> fields, int hops, String messageId, boolean tlsNotRequired) {}

    private static final String MESSAGE_ID = "message-id";
    private static final Set<String> ADDED_WHERE_MISSING = Set.of(MESSAGE_ID, "date", "from");
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Set<String> dropped;
    private final int maxFieldOctets;
    private final FieldEdit edit;
    private final Function<Seen, String> missing;
    private final OctetSink next;
    private final OctetSink body;

    private final Set<String> fields = new HashSet<>();
    private int hops;
    private String messageId = "";
    private boolean tlsNotRequired;

    private Place place = Place.HEADER;
    private boolean droppingField;

    /// Of the field that is held.
    private String fieldName = "";

    private final FieldEdit.Out out = new Out();
    private final Field field = new Field();
    private final Field line = new Field();

    /// @param edit sees each field, those that are dropped included
    /// @param missing answers the fields to be added, as header text, when the header is over
    /// @param next takes the header
    /// @param body takes all behind it, the empty line included
    HeaderFilter(
            Set<String> dropped,
            int maxFieldOctets,
            FieldEdit edit,
            Function<Seen, String> missing,
            OctetSink next,
            OctetSink body) {
        this.dropped = dropped;
        this.maxFieldOctets = maxFieldOctets;
        this.edit = edit;
        this.missing = missing;
        this.next = next;
        this.body = body;
    }

    void write(byte[] buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && place != Place.BODY) {
            int lineFeed = OctetSearch.indexOf(buffer, at, end, '\n');
            int stop = Math.min(lineFeed + 1, end);
            line.write(buffer, at, stop - at);
            at = stop;
            if (lineFeed < end || line.size() > maxFieldOctets) {
                takeLine();
            }
        }
        if (at < end) {
            body.write(buffer, at, end - at);
        }
    }

    /// The content is complete; what is still held goes on.
    void finish() {
        if (place == Place.BODY) {
            return;
        }
        if (line.size() > 0) {
            takeLine();
        }
        if (place != Place.BODY) {
            endHeader();
        }
    }

    Seen seen() {
        return new Seen(Set.copyOf(fields), hops, messageId, tlsNotRequired);
    }

    private void takeLine() {
        byte first = line.octet(0);
        boolean continues = first == ' ' || first == '\t';
        if (place == Place.LONG_FIELD && (continues || !line.atLineStart())) {
            passLine();
        } else if (continues && field.size() > 0) {
            growField();
        } else {
            passField();
            beginField();
        }
        line.restart();
    }

    private void beginField() {
        String name = line.fieldName(maxFieldOctets);
        if (name.isEmpty()) {
            endHeader();
            if (!line.isEmptyLine()) {
                body.write(LINE_END, 0, LINE_END.length);
            }
            body.write(line.octets(), 0, line.size());
            return;
        }
        place = Place.HEADER;
        if (ADDED_WHERE_MISSING.contains(name)) {
            fields.add(name);
        }
        fieldName = name;
        droppingField = dropped.contains(name);
        if (name.equals("received")) {
            hops++;
        }
        growField();
    }

    private void growField() {
        field.write(line.octets(), 0, line.size());
        if (field.size() > maxFieldOctets) {
            passField();
            place = Place.LONG_FIELD;
        }
    }

    private void passLine() {
        if (!droppingField) {
            next.write(line.octets(), 0, line.size());
        }
    }

    private void passField() {
        if (field.size() == 0) {
            return;
        }
        String name = fieldName;
        if (name.equals("tls-required")) {
            tlsNotRequired |= field.value().equalsIgnoreCase("no");
        } else if (messageId.isEmpty() && name.equals(MESSAGE_ID)) {
            messageId = field.value();
        }
        droppingField |= edit.edit(name, field.toByteArray(), out) == FieldEdit.Rest.IS_DROPPED;
        field.reset();
    }

    private void endHeader() {
        passField();
        place = Place.BODY;
        byte[] more = missing.apply(seen()).getBytes(StandardCharsets.UTF_8);
        if (more.length > 0) {
            next.write(more, 0, more.length);
        }
    }

    /// Where an edited field goes on, if it may.
    private final class Out implements FieldEdit.Out {
        @Override
        public void field(String name, byte[] lines) {
            if (!dropped.contains(name)) {
                next.write(lines, 0, lines.length);
            }
        }

        @Override
        public void before(byte[] buffer, int offset, int length) {
            next.write(buffer, offset, length);
        }
    }

    /// Octets of a line or a field, gathered from pieces.
    private static final class Field extends ByteArrayOutputStream {
        private boolean midLine;

        byte[] octets() {
            return buf;
        }

        byte octet(int index) {
            return index < count ? buf[index] : 0;
        }

        /// Whether what is held began at the start of a line, not in the middle of an overlong one.
        boolean atLineStart() {
            return !midLine;
        }

        boolean isEmptyLine() {
            return count == 2 && buf[0] == '\r' && buf[1] == '\n';
        }

        void restart() {
            midLine = count > 0 && buf[count - 1] != '\n';
            reset();
        }

        /// The colon is not looked for behind as many octets as are surely held, in whatever pieces
        /// the line came.
        String fieldName(int maxOctets) {
            return FieldName.of(buf, Math.min(count, maxOctets + 1));
        }

        String value() {
            byte[] copy = Arrays.copyOf(buf, count);
            String text = new String(copy, StandardCharsets.UTF_8);
            return text.substring(text.indexOf(':') + 1).strip();
        }
    }
}
