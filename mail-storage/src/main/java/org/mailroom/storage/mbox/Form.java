// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import java.util.Optional;

/// What has to be undone to a stored message to get back what arrived, as bits; 0 for a message
/// that the plain format carries, or that another program has written.
public final class Form {
    /// Lines that begin with `>From ` have one `>` too many.
    public static final int QUOTED = 1;

    /// Fields that begin with `X-Mailroom-Was: ` came with the message.
    public static final int KEPT = 2;

    /// A CR before a line end belongs to the message.
    public static final int STRAY_CR = 4;

    /// The last line has no end.
    public static final int NO_LINE_END = 8;

    private Form() {}

    /// The field that says it, with the line's end; empty where there is nothing to say.
    static String field(int form, int crc) {
        if (form == 0) {
            return "";
        }
        var text = new StringBuilder("X-Mailroom: v=1");
        text.append((form & QUOTED) != 0 ? "; quoted" : "");
        text.append((form & KEPT) != 0 ? "; kept" : "");
        text.append((form & STRAY_CR) != 0 ? "; cr" : "");
        text.append((form & NO_LINE_END) != 0 ? "; noeol" : "");
        return text.append("; crc=%08x\n".formatted(crc)).toString();
    }

    /// What a field says, if its checksum is that of the message: nobody else can write it.
    static Optional<Integer> parse(String value, int crc) {
        String[] words = value.strip().split("; ", -1);
        if (words.length < 2
                || !words[0].equals("v=1")
                || !words[words.length - 1].equals("crc=%08x".formatted(crc))) {
            return Optional.empty();
        }
        int form = 0;
        for (int i = 1; i < words.length - 1; i++) {
            int bit = bit(words[i]);
            if (bit == 0) {
                return Optional.empty();
            }
            form |= bit;
        }
        return Optional.of(form);
    }

    private static int bit(String word) {
        return switch (word) {
            case "quoted" -> QUOTED;
            case "kept" -> KEPT;
            case "cr" -> STRAY_CR;
            case "noeol" -> NO_LINE_END;
            default -> 0;
        };
    }
}
