// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What has to change in a message so that its bodies have 7 bits only. For one message.
final class SevenBitPlan {
    private static final int PIECE_OCTETS = 16 * 1024;
    private static final String MIME_VERSION = "MIME-Version";
    private static final String ENCODING = "Content-Transfer-Encoding";
    private static final Set<String> EIGHT_BIT_LABELS = Set.of("8bit", "binary");
    private static final Set<String> ENCODED = Set.of("quoted-printable", "base64");
    private static final int EMPTY_LINE_OCTETS = 2;

    private final Set<Long> eightBitBodies;
    private final List<Edit> edits = new ArrayList<>();
    private boolean possible = true;

    /// A place of a message, and what becomes of it.
    sealed interface Edit {
        long start();

        long end();

        /// It is a body, and becomes quoted-printable.
        record Encoded(long start, long end) implements Edit {}

        /// Header fields take its place, or nothing does.
        record Replaced(long start, long end, String text) implements Edit {}
    }

    private SevenBitPlan(Set<Long> eightBitBodies) {
        this.eightBitBodies = eightBitBodies;
    }

    /// In the order of the message. Empty where it cannot be converted.
    static Optional<List<Edit>> of(MessageContent content) throws IOException {
        MimePart message = MimeScanner.scan(content);
        var leaves = new ArrayList<MimePart>();
        gather(message, leaves);
        var plan = new SevenBitPlan(eightBit(leaves, content));
        if (!plan.eightBitBodies.isEmpty()) {
            plan.message(message);
        }
        return plan.possible ? Optional.of(List.copyOf(plan.edits)) : Optional.empty();
    }

    private static void gather(MimePart part, List<MimePart> leaves) {
        List<MimePart> children = children(part);
        if (children.isEmpty()) {
            leaves.add(part);
        }
        children.forEach(child -> gather(child, leaves));
    }

    // RFC 6532 §3.7: a message that may have UTF-8 in its header is encoded as a whole
    private static List<MimePart> children(MimePart part) {
        return isGlobal(part) ? List.of() : part.children();
    }

    private static boolean isGlobal(MimePart part) {
        return part.type().equals("message") && part.subtype().startsWith("global");
    }

    /// Where those bodies start that have octets beyond ASCII.
    private static Set<Long> eightBit(List<MimePart> leaves, MessageContent content)
            throws IOException {
        var found = new HashSet<Long>();
        try (InputStream in = content.open()) {
            long position = 0;
            for (MimePart leaf : leaves) {
                in.skipNBytes(leaf.bodyStart() - position);
                position = leaf.bodyEnd();
                if (hasEightBit(in, leaf.octets())) {
                    found.add(leaf.bodyStart());
                }
            }
        }
        return found;
    }

    private static boolean hasEightBit(InputStream in, long octets) throws IOException {
        boolean found = false;
        long left = octets;
        while (left > 0) {
            byte[] piece = in.readNBytes((int) Math.min(PIECE_OCTETS, left));
            if (piece.length == 0) {
                throw new EOFException(left + " octets are missing");
            }
            left -= piece.length;
            for (byte octet : piece) {
                found |= octet < 0;
            }
        }
        return found;
    }

    /// A message, whole or within another.
    private void message(MimePart message) {
        var added = new StringBuilder();
        if (holdsEightBit(message)) {
            if (message.header().value(MIME_VERSION).isEmpty()) {
                added.append(MIME_VERSION).append(": 1.0\r\n");
            }
            // RFC 1428 §3: nobody said what it is
            if (message.header().value("Content-Type").isEmpty()) {
                added.append("Content-Type: text/plain; charset=unknown-8bit\r\n");
            }
        }
        part(message, added);
    }

    private boolean holdsEightBit(MimePart part) {
        return isEightBit(part) || children(part).stream().anyMatch(this::holdsEightBit);
    }

    private boolean isEightBit(MimePart part) {
        return children(part).isEmpty() && eightBitBodies.contains(part.bodyStart());
    }

    private void part(MimePart part, StringBuilder added) {
        if (isEightBit(part)) {
            possible &= mayBeEncoded(part);
            label(part, added.append(ENCODING).append(": quoted-printable\r\n"));
            edits.add(new Edit.Encoded(part.bodyStart(), part.bodyEnd()));
        } else if (EIGHT_BIT_LABELS.contains(part.encoding()) && part.octets() > 0) {
            label(part, added.append(ENCODING).append(": 7bit\r\n"));
        } else if (!added.isEmpty()) {
            insert(part, added.toString());
        }
        for (MimePart child : children(part)) {
            if (part.isMessage()) {
                message(child);
            } else {
                part(child, new StringBuilder());
            }
        }
    }

    // RFC 2045 §6.4: nothing may be encoded that consists of parts, and nothing twice
    private static boolean mayBeEncoded(MimePart leaf) {
        boolean composite = leaf.type().equals("multipart") || leaf.type().equals("message");
        return (!composite || isGlobal(leaf)) && !ENCODED.contains(leaf.encoding());
    }

    private void label(MimePart part, StringBuilder fields) {
        for (HeaderField field : part.header().all()) {
            if (field.name().equalsIgnoreCase(ENCODING)) {
                long start = part.headerStart() + field.start();
                edits.add(new Edit.Replaced(start, part.headerStart() + field.end(), ""));
            }
        }
        insert(part, fields.toString());
    }

    // Before the empty line
    private void insert(MimePart part, String fields) {
        long end = part.bodyStart() - EMPTY_LINE_OCTETS;
        edits.add(new Edit.Replaced(end, end, fields));
    }
}
