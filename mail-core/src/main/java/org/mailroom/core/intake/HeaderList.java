// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The header of a message as filters count and change it: the fields of this server's own trace
/// are in it, and hidden. Used by one thread.
final class HeaderList {
    static final int MAX_OCTETS = 256 * 1024;
    static final int MAX_FIELDS = 5000;

    /// Octets of a message.
    record Span(int from, int to) {
        private boolean holds(int place) {
            return place >= from && place < to;
        }
    }

    private enum Sight {
        SHOWN,
        HIDDEN
    }

    // A character is an octet
    private record Entry(String name, String lines, Sight sight) {
        boolean isShownAs(String other) {
            return sight == Sight.SHOWN && name.equalsIgnoreCase(other);
        }

        MessageField field() {
            String value = lines.substring(lines.indexOf(':') + 1, lines.length() - 2);
            return new MessageField(name, value.replace("\r\n", "\n"));
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int octets;
    private boolean isParted;

    /// Reads the header of a message, lines of which end in CRLF.
    ///
    /// @param hidden what is not shown
    /// @throws TooLongException when it is longer than filters can be shown
    static HeaderList read(InputStream in, Span hidden) throws IOException, TooLongException {
        var list = new HeaderList();
        byte[] block = in.readNBytes(MAX_OCTETS + 1);
        int end = 0;
        while (end < block.length && !list.isParted) {
            int start = end;
            end = endOfField(block, start);
            if (end - start == 2 && block[start] == '\r') {
                list.isParted = true;
            } else {
                Sight sight = hidden.holds(start) ? Sight.HIDDEN : Sight.SHOWN;
                list.entries.add(entry(Arrays.copyOfRange(block, start, end), sight));
            }
            if (list.entries.size() > MAX_FIELDS) {
                throw new TooLongException();
            }
        }
        if (end > MAX_OCTETS) {
            throw new TooLongException();
        }
        list.octets = end;
        return list;
    }

    /// The header is longer than filters can be shown.
    static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    // RFC 5322 §2.2.3: a line that begins with white space belongs to the field before it
    private static int endOfField(byte[] block, int start) {
        boolean isEmptyLine = block[start] == '\r';
        int at = start;
        while (at < block.length) {
            while (at < block.length && block[at] != '\n') {
                at++;
            }
            at = Math.min(at + 1, block.length);
            if (isEmptyLine || at == block.length || (block[at] != ' ' && block[at] != '\t')) {
                return at;
            }
        }
        return at;
    }

    private static Entry entry(byte[] octets, Sight sight) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        // The last line of a message may lack its end
        String lines = text.endsWith("\n") ? text : text + "\r\n";
        return new Entry(text.substring(0, Math.max(text.indexOf(':'), 0)).strip(), lines, sight);
    }

    /// Octets of the header as it was read, the empty line behind it included.
    int octets() {
        return octets;
    }

    /// Whether an empty line parts it from a body.
    boolean isParted() {
        return isParted;
    }

    /// What filters are shown.
    List<MessageField> fields() {
        return entries.stream()
                .filter(entry -> entry.sight() == Sight.SHOWN)
                .map(Entry::field)
                .toList();
    }

    void insert(int index, byte[] lines) {
        entries.add(Math.clamp(index, 0, entries.size()), entry(lines, Sight.SHOWN));
    }

    void add(byte[] lines) {
        entries.add(entry(lines, Sight.SHOWN));
    }

    /// Puts another field in the place of one, or at the end where there is none.
    void replace(String name, int index, byte[] lines) {
        int place = find(name, index);
        if (place < 0) {
            add(lines);
        } else {
            entries.set(place, entry(lines, Sight.SHOWN));
        }
    }

    void remove(String name, int index) {
        int place = find(name, index);
        if (place >= 0) {
            entries.remove(place);
        }
    }

    private int find(String name, int index) {
        int left = Math.max(index, 1);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).isShownAs(name) && --left == 0) {
                return i;
            }
        }
        return -1;
    }

    void writeTo(OctetSink out) {
        for (Entry entry : entries) {
            byte[] octets = entry.lines().getBytes(StandardCharsets.ISO_8859_1);
            out.write(octets, 0, octets.length);
        }
    }
}
