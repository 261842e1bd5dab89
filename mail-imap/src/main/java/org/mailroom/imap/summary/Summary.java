// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.HeaderFields;
import org.mailroom.imap.grammar.ResponseWriter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// What is asked of a message without its text: ENVELOPE, BODYSTRUCTURE and PREVIEW as they are
/// written, the header fields that clients list, and the text of those that people search, folded.
///
/// It is kept as octets: the day of the Date field, where four of its five pieces end, and the
/// pieces.
public final class Summary {
    private static final int HEAD_OCTETS = 20;
    private static final int NO_DAY = Integer.MIN_VALUE;

    /// Before each folded text: the number of its field, and the length.
    private static final int TEXT_HEAD_OCTETS = 5;

    private final byte[] octets;
    private final ByteBuffer head;

    /// A summary that `octets` has given before.
    public Summary(byte[] octets) {
        this.octets = octets;
        this.head = ByteBuffer.wrap(octets);
    }

    /// Puts a summary together, piece after piece.
    static final class Maker {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream(2048);
        private final ResponseWriter out = new ResponseWriter(octets::write);
        private final ByteBuffer head = ByteBuffer.allocate(HEAD_OCTETS);

        Maker(Optional<LocalDate> sent) {
            head.putInt(sent.map(day -> (int) day.toEpochDay()).orElse(NO_DAY));
            out.octets(head.array(), 0, HEAD_OCTETS);
        }

        void piece(Consumer<ResponseWriter> what) {
            what.accept(out);
            if (head.hasRemaining()) {
                head.putInt((int) out.written());
            }
        }

        void piece(byte[] what) {
            piece(to -> to.octets(what, 0, what.length));
        }

        byte[] octets() {
            out.flush();
            byte[] summary = octets.toByteArray();
            System.arraycopy(head.array(), 0, summary, 0, HEAD_OCTETS);
            return summary;
        }
    }

    /// A folded text.
    ///
    /// @param field by its place in `ListedFields.SEARCHED`
    static byte[] text(int field, byte[] folded) {
        return ByteBuffer.allocate(TEXT_HEAD_OCTETS + folded.length)
                .put((byte) field)
                .putInt(folded.length)
                .put(folded)
                .array();
    }

    /// Whether a summary has that header field, if the message has it.
    public static boolean keeps(String field) {
        return ListedFields.contains(field);
    }

    /// The day in the Date field, disregarding time and timezone.
    public Optional<LocalDate> sent() {
        int day = head.getInt(0);
        return day == NO_DAY ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(day));
    }

    private int envelopeEnd() {
        return head.getInt(4);
    }

    private int structureEnd() {
        return head.getInt(8);
    }

    private int previewEnd() {
        return head.getInt(12);
    }

    private int headerEnd() {
        return head.getInt(16);
    }

    public void writeEnvelope(ResponseWriter out) {
        out.octets(octets, HEAD_OCTETS, envelopeEnd() - HEAD_OCTETS);
    }

    /// Writes BODYSTRUCTURE.
    public void writeStructure(ResponseWriter out) {
        out.octets(octets, envelopeEnd(), structureEnd() - envelopeEnd());
    }

    public void writePreview(ResponseWriter out) {
        out.octets(octets, structureEnd(), previewEnd() - structureEnd());
    }

    /// The fields that a summary keeps as they stand, and the empty line.
    public byte[] header() {
        return Arrays.copyOfRange(octets, previewEnd(), headerEnd());
    }

    /// Whether a field that summaries keep contains a text.
    public boolean fieldContains(String field, Needle needle) {
        int number = ListedFields.SEARCHED.indexOf(field.toUpperCase(Locale.ROOT));
        return number >= 0
                ? textContains(number, needle)
                : HeaderFields.parse(header()).all().stream()
                        .anyMatch(f -> f.name().equalsIgnoreCase(field) && needle.isIn(f.text()));
    }

    private boolean textContains(int field, Needle needle) {
        int at = headerEnd();
        while (at < octets.length) {
            int start = at + TEXT_HEAD_OCTETS;
            int end = start + head.getInt(at + 1);
            if (octets[at] == field && needle.isInFolded(octets, start, end)) {
                return true;
            }
            at = end;
        }
        return false;
    }
}
