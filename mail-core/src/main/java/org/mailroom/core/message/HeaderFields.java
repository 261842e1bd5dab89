// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The header of a message or of a part: its fields in order. Reads what there is: a line that is
/// no field is passed over. Immutable.
public final class HeaderFields {
    private static final int MAX_FIELDS = 10_000;
    private static final int MAX_VALUE_OCTETS = 100 * 1024;

    private final byte[] block;
    private final List<HeaderField> fields;

    private HeaderFields(byte[] block, List<HeaderField> fields) {
        this.block = block;
        this.fields = List.copyOf(fields);
    }

    /// Reads a header block, the empty line after it included or not. The block belongs to what is
    /// answered.
    public static HeaderFields parse(byte[] block) {
        var fields = new ArrayList<HeaderField>();
        int start = 0;
        while (start < block.length && fields.size() < MAX_FIELDS) {
            int end = endOfField(block, start);
            int colon = colon(block, start, end);
            if (colon > start) {
                fields.add(field(block, start, colon, end));
            }
            start = end;
        }
        return new HeaderFields(block, fields);
    }

    // RFC 5322 §2.2.3: a line that begins with white space belongs to the field before it
    private static int endOfField(byte[] block, int start) {
        int at = start;
        while (at < block.length) {
            while (at < block.length && block[at] != '\n') {
                at++;
            }
            at = Math.min(at + 1, block.length);
            if (at == block.length || (block[at] != ' ' && block[at] != '\t')) {
                return at;
            }
        }
        return at;
    }

    private static int colon(byte[] block, int start, int end) {
        for (int i = start; i < end; i++) {
            if (block[i] == ':') {
                return i;
            }
            if (block[i] < ' ' && block[i] != '\t') {
                return -1;
            }
        }
        return -1;
    }

    private static HeaderField field(byte[] block, int start, int colon, int end) {
        String name = new String(block, start, colon - start, StandardCharsets.ISO_8859_1).strip();
        return new HeaderField(name, unfolded(block, colon + 1, end), start, end);
    }

    private static String unfolded(byte[] block, int from, int end) {
        byte[] value = new byte[Math.min(end - from, MAX_VALUE_OCTETS)];
        int length = 0;
        for (int i = from; i < end && length < value.length; i++) {
            if (block[i] != '\r' && block[i] != '\n') {
                value[length++] = block[i] == '\t' ? (byte) ' ' : block[i];
            }
        }
        return new String(value, 0, length, StandardCharsets.ISO_8859_1).strip();
    }

    public List<HeaderField> all() {
        return fields;
    }

    /// Writes one of the fields as it stands.
    public void writeTo(ByteArrayOutputStream out, HeaderField field) {
        out.write(block, field.start(), field.end() - field.start());
    }

    /// The first field of that name, in any case.
    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /// The value of the first field of that name; empty where there is none.
    public String value(String name) {
        return first(name).map(HeaderField::value).orElse("");
    }
}
