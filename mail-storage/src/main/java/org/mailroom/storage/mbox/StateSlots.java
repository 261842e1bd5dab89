// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import org.mailroom.storage.Flags;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The room that a stored message has for its state: its lines of `Status`, `X-Status`,
/// `X-Keywords` and `X-UID`.
public final class StateSlots {
    private static final int BUFFER_OCTETS = 4096;

    private static final Set<StateField> OWN =
            EnumSet.of(
                    StateField.STATUS,
                    StateField.X_STATUS,
                    StateField.X_KEYWORDS,
                    StateField.X_UID);

    private final Map<StateField, Slot> slots = new EnumMap<>(StateField.class);

    /// All lines of the state of the message, with those that continue them.
    private final List<Lines> own = new ArrayList<>();

    private long headerOctets;
    private boolean isClosed = true;

    /// Lines of the header, from an offset in the message to another.
    public record Lines(long start, long end) {}

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

    /// Whether the last line of the header has no end.
    public boolean endsOpen() {
        return !isClosed;
    }

    /// What must stand behind the header before fields can, when its own lines are left out: the
    /// end of its last line, if that is missing and the line stays.
    public String missingEnd() {
        boolean lineStays = own.isEmpty() || own.getLast().end() < headerOctets;
        return !isClosed && lineStays ? "\n" : "";
    }

    /// Lines to be left out where the fields of state are written anew.
    public List<Lines> own() {
        return List.copyOf(own);
    }

    /// Whether the file says that the message was expunged.
    public boolean isExpunged() {
        Slot slot = slots.get(StateField.X_STATUS);
        return slot != null && slot.value().indexOf(StateFields.EXPUNGED) >= 0;
    }

    /// The length of the line that tells of the mailbox; 0 where there is none.
    public int baseOctets() {
        Slot slot = slots.get(StateField.X_IMAPBASE);
        return slot == null ? 0 : slot.octets();
    }

    /// The same for the line that tells the last UID of the mailbox, with the keywords that others
    /// have put behind it; none where it has no room, or says so already.
    public Map<Long, byte[]> baseEdit(long uidValidity, long lastUid) {
        Slot slot = slots.get(StateField.X_IMAPBASE);
        if (slot == null) {
            return Map.of();
        }
        String rest = slot.value().replaceFirst("^[0-9]+\\s+[0-9]+", "");
        String value = StateFields.baseValue(uidValidity, lastUid) + rest;
        byte[] line = line(StateField.X_IMAPBASE, value);
        return value.equals(slot.value()) || line.length > slot.octets()
                ? Map.of()
                : Map.of(slot.offset(), padded(line, slot.octets()));
    }

    /// Finds the lines in the header of a message.
    ///
    /// @param stored the message in the file, without its `From ` line
    public static StateSlots find(InputStream stored) throws IOException {
        var found = new StateSlots();
        var lines = new LinePieces(stored, BUFFER_OCTETS);
        while (lines.next() && !lines.isEmptyLine()) {
            found.add(lines);
        }
        return found;
    }

    private void add(LinePieces line) {
        boolean continuesOwn = !own.isEmpty() && own.getLast().end() == headerOctets;
        headerOctets = line.position() + line.octets();
        isClosed = line.endsLine();
        if (line.beginsLine() && !line.isFolded()) {
            StateField.of(line).ifPresent(field -> put(field, line));
        } else if (continuesOwn) {
            own.set(own.size() - 1, new Lines(own.getLast().start(), headerOctets));
        }
    }

    private void put(StateField field, LinePieces line) {
        if (line.endsLine()) {
            slots.putIfAbsent(
                    field, new Slot(line.position(), line.octets(), StateField.value(line)));
        }
        if (OWN.contains(field)) {
            own.add(new Lines(line.position(), headerOctets));
        }
    }

    public Edits edits(long uid, Flags flags, StateFields.Age age, StateFields.Life life) {
        Map<StateField, String> wanted = new EnumMap<>(StateField.class);
        wanted.put(StateField.STATUS, StateFields.status(flags, age));
        wanted.put(StateField.X_STATUS, StateFields.xStatus(flags, life));
        wanted.put(StateField.X_KEYWORDS, StateFields.keywords(flags));
        wanted.put(StateField.X_UID, Long.toString(uid));
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
