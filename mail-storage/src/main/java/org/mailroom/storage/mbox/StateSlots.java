// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.storage.Flags;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// The room that a stored message has for its state: its lines of `Status`, `X-Status` and
/// `X-Keywords`.
public final class StateSlots {
    private static final int BUFFER_OCTETS = 4096;

    private final Map<StateField, Slot> slots = new EnumMap<>(StateField.class);

    private long headerOctets;

    private record Slot(long offset, int octets, String value) {}

    /// Whether all that was to be said found room.
    public enum Fit {
        ALL,
        PART
    }

    /// Lines to be written, by their offset in the message; each is as long as what it replaces.
    public record Edits(Map<Long, byte[]> lines, Fit fit) {}

    private StateSlots() {}

    /// The length of the header, without the empty line behind it.
    public long headerOctets() {
        return headerOctets;
    }

    /// The length of the line that tells of the mailbox; 0 where there is none.
    public int baseOctets() {
        Slot slot = slots.get(StateField.X_IMAPBASE);
        return slot == null ? 0 : slot.octets();
    }

    /// The same for the line that tells the last UID of the mailbox; none where it has no room, or
    /// says so already.
    public Map<Long, byte[]> baseEdit(long uidValidity, long lastUid) {
        Slot slot = slots.get(StateField.X_IMAPBASE);
        byte[] line = StateFields.base(uidValidity, lastUid);
        return slot == null || slot.octets() != line.length || isIn(slot, line)
                ? Map.of()
                : Map.of(slot.offset(), line);
    }

    private static boolean isIn(Slot slot, byte[] line) {
        return new String(line, StandardCharsets.US_ASCII).contains(": " + slot.value() + "\n");
    }

    /// Finds the lines in the header of a message.
    ///
    /// @param stored the message in the file, without its `From ` line
    public static StateSlots find(InputStream stored) throws IOException {
        var found = new StateSlots();
        var lines = new LinePieces(stored, BUFFER_OCTETS);
        while (lines.next() && !lines.isEmptyLine()) {
            found.headerOctets = lines.position() + lines.octets();
            if (lines.beginsLine() && lines.endsLine() && !lines.isFolded()) {
                StateField.of(lines).ifPresent(field -> found.put(field, lines));
            }
        }
        return found;
    }

    private void put(StateField field, LinePieces line) {
        slots.putIfAbsent(field, new Slot(line.position(), line.octets(), StateField.value(line)));
    }

    public Edits edits(Flags flags, StateFields.Age age, StateFields.Life life) {
        Map<StateField, String> wanted = new EnumMap<>(StateField.class);
        wanted.put(StateField.STATUS, StateFields.status(flags, age));
        wanted.put(StateField.X_STATUS, StateFields.xStatus(flags, life));
        wanted.put(StateField.X_KEYWORDS, StateFields.keywords(flags));
        Map<Long, byte[]> lines = new TreeMap<>();
        Fit fit = Fit.ALL;
        for (Map.Entry<StateField, String> field : wanted.entrySet()) {
            Slot slot = slots.get(field.getKey());
            String now = slot == null ? "" : slot.value();
            if (now.equals(field.getValue())) {
                continue;
            }
            byte[] line = line(field.getKey(), field.getValue());
            if (slot == null || line.length > slot.octets()) {
                fit = Fit.PART;
            } else {
                lines.put(slot.offset(), padded(line, slot.octets()));
            }
        }
        return new Edits(lines, fit);
    }

    private static byte[] line(StateField field, String value) {
        return StateFields.line(field.fieldName(), value, 0).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] padded(byte[] line, int octets) {
        byte[] padded = Arrays.copyOf(line, octets);
        Arrays.fill(padded, line.length - 1, octets, (byte) ' ');
        padded[octets - 1] = '\n';
        return padded;
    }
}
