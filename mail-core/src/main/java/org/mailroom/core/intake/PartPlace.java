// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.mailroom.core.message.ParameterizedValue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;

/// Where in the structure of a message (RFC 2046 §5) its next line lies, in memory that does not
/// depend on its size. Used by one thread.
final class PartPlace {
    // Postfix's mime_nesting_limit and, from RFC 2046 §5.1.1, the length of a boundary
    private static final int MAX_DEPTH = 100;
    private static final int MAX_BOUNDARY = 256;
    private static final Set<String> IDENTITY = Set.of("", "7bit", "8bit", "binary");

    private enum Block {
        MESSAGE_HEADER,
        PART_HEADER,
        NESTED_HEADER,
        BODY
    }

    private final Deque<byte[]> boundaries = new ArrayDeque<>();
    private Block block = Block.MESSAGE_HEADER;
    private ParameterizedValue contentType = ParameterizedValue.parse("");
    private String encoding = "";

    boolean isInHeader() {
        return block != Block.BODY;
    }

    /// Whether the header is that of a message within the message.
    boolean isInMessage() {
        return block == Block.NESTED_HEADER;
    }

    /// A field of the header that is read.
    void field(String name, byte[] octets) {
        switch (name) {
            case "content-type" -> contentType = ParameterizedValue.parse(value(octets));
            case "content-transfer-encoding" ->
                    encoding = value(octets).strip().toLowerCase(Locale.ROOT);
            default -> {}
        }
    }

    /// The header ends with an empty line.
    void endHeader() {
        String type = contentType.value().strip().toLowerCase(Locale.ROOT);
        boolean message = type.equals("message/rfc822") || type.equals("message/global");
        boolean nested = message && IDENTITY.contains(encoding);
        if (type.startsWith("multipart/")) {
            contentType.parameter("boundary").ifPresent(this::open);
        }
        begin(nested ? Block.NESTED_HEADER : Block.BODY);
    }

    /// The header ends with a line that is no field.
    void leaveHeader() {
        begin(Block.BODY);
    }

    private void begin(Block next) {
        block = next;
        contentType = ParameterizedValue.parse("");
        encoding = "";
    }

    private void open(String boundary) {
        if (!boundary.isEmpty()
                && boundary.length() <= MAX_BOUNDARY
                && boundaries.size() < MAX_DEPTH) {
            boundaries.push(("--" + boundary).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /// Whether a line parts the parts of a multipart; then the next one is in another part.
    boolean isBoundary(byte[] line) {
        if (block == Block.MESSAGE_HEADER || line.length < 3 || line[0] != '-' || line[1] != '-') {
            return false;
        }
        int inner = 0;
        for (Iterator<byte[]> it = boundaries.iterator(); it.hasNext(); inner++) {
            byte[] boundary = it.next();
            if (startsWith(line, boundary)) {
                enter(line, boundary, inner);
                return true;
            }
        }
        return false;
    }

    private void enter(byte[] line, byte[] boundary, int inner) {
        for (int i = 0; i < inner; i++) {
            boundaries.pop();
        }
        int end = boundary.length;
        boolean last = line.length >= end + 2 && line[end] == '-' && line[end + 1] == '-';
        if (last) {
            boundaries.pop();
        }
        begin(last ? Block.BODY : Block.PART_HEADER);
    }

    private static boolean startsWith(byte[] line, byte[] beginning) {
        return line.length >= beginning.length
                && Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static String value(byte[] octets) {
        return HeaderFields.parse(octets).all().stream()
                .findFirst()
                .map(HeaderField::value)
                .orElse("");
    }
}
