// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.intake.ContentChecks.Fate;
import org.mailroom.core.intake.ContentChecks.Kind;
import org.mailroom.core.intake.ContentChecks.Maps;
import org.mailroom.core.message.OctetSearch;
import org.mailroom.core.table.LookupTable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Shows the body of a message to the content tables as it passes: its lines, and the headers of
/// its parts and of the messages within it (RFC 2046 §5). Holds one line or one field at the most.
/// Lines end in CRLF. Used by one thread.
final class BodyChecks {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final ContentTables tables;
    private final ContentChecks checks;
    private final int fieldOctets;
    private final OctetSink next;
    private final Maps headerMaps;
    private final Maps mimeMaps;
    private final Maps nestedMaps;
    private final Maps bodyMaps;
    private final PartPlace place = new PartPlace();

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();
    private boolean atLineStart = true;
    private boolean droppingField;
    private boolean longField;
    private long partOctets;

    /// @param fieldOctets of a longer field the beginning is looked at
    BodyChecks(ContentTables tables, ContentChecks checks, int fieldOctets, OctetSink next) {
        this.tables = tables;
        this.checks = checks;
        this.fieldOctets = fieldOctets;
        this.next = next;
        this.headerMaps = maps("header_checks", tables.header());
        this.mimeMaps = maps("mime_header_checks", tables.mime());
        this.nestedMaps = maps("nested_header_checks", tables.nested());
        this.bodyMaps = maps("body_checks", tables.body());
    }

    private Maps maps(String name, List<LookupTable> of) {
        return new Maps(tables.prefix() + name, of);
    }

    /// A field of the message's own header.
    Fate header(String name, byte[] octets) {
        Fate fate = checks.look(Kind.HEADER, isMime(name) ? mimeMaps : headerMaps, octets);
        if (tables.lookInside()) {
            place.field(name, octets);
        }
        return fate;
    }

    /// Octets of the body, the empty line before it included.
    void write(byte[] buffer, int offset, int length) {
        if (!tables.lookInside()) {
            next.write(buffer, offset, length);
            return;
        }
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int most = (int) Math.min(end, (long) at + tables.lineOctets() - line.size());
            int stop = Math.min(OctetSearch.indexOf(buffer, at, most, '\n') + 1, most);
            line.write(buffer, at, stop - at);
            if (buffer[stop - 1] == '\n' || line.size() >= tables.lineOctets()) {
                takeLine();
            }
            at = stop;
        }
    }

    void finish() {
        if (line.size() > 0) {
            takeLine();
        }
        endField();
    }

    private void takeLine() {
        byte[] octets = line.toByteArray();
        line.reset();
        boolean starts = atLineStart;
        atLineStart = octets[octets.length - 1] == '\n';
        if (starts && place.isBoundary(octets)) {
            endField();
            partOctets = 0;
            next.write(octets, 0, octets.length);
        } else if (place.isInHeader()) {
            headerLine(octets, starts);
        } else {
            bodyLine(octets);
        }
    }

    private void headerLine(byte[] octets, boolean starts) {
        boolean continues = !starts || octets[0] == ' ' || octets[0] == '\t';
        if (continues && (field.size() > 0 || longField)) {
            growField(octets);
        } else if (starts && octets.length == 2 && octets[0] == '\r') {
            endField();
            next.write(octets, 0, octets.length);
            place.endHeader();
        } else if (FieldName.of(octets, octets.length).isEmpty()) {
            endField();
            place.leaveHeader();
            bodyLine(octets);
        } else {
            endField();
            growField(octets);
        }
    }

    private void growField(byte[] octets) {
        if (!longField) {
            field.writeBytes(octets);
            if (field.size() > fieldOctets) {
                passField();
                longField = true;
            }
        } else if (!droppingField) {
            next.write(octets, 0, octets.length);
        }
    }

    private void endField() {
        passField();
        longField = false;
        droppingField = false;
    }

    private void passField() {
        if (field.size() == 0) {
            return;
        }
        byte[] octets = field.toByteArray();
        field.reset();
        String name = FieldName.of(octets, octets.length);
        Maps maps = place.isInMessage() && !isMime(name) ? nestedMaps : mimeMaps;
        Fate fate = checks.look(Kind.HEADER, maps, octets);
        place.field(name, octets);
        droppingField = fate instanceof Fate.Dropped || fate instanceof Fate.Replaced;
        pass(fate, octets);
    }

    private void bodyLine(byte[] octets) {
        boolean looked = partOctets < tables.bodyOctets();
        partOctets += octets.length;
        pass(looked ? checks.look(Kind.BODY, bodyMaps, octets) : new Fate.Kept(), octets);
    }

    private void pass(Fate fate, byte[] octets) {
        switch (fate) {
            case Fate.Kept() -> next.write(octets, 0, octets.length);
            case Fate.Dropped() -> {}
            case Fate.Replaced(var text) -> writeLine(text, next);
            case Fate.Preceded(var text) -> {
                writeLine(text, next);
                next.write(octets, 0, octets.length);
            }
        }
    }

    static void writeLine(String text, OctetSink out) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.write(octets, 0, octets.length);
        out.write(LINE_END, 0, LINE_END.length);
    }

    private static boolean isMime(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("content-") || name.equals("mime-version");
    }
}
