// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The header fields in which mail programs keep the state of a message, and those that describe
/// the file: `Content-Length`, and the `Lines` that mutt writes beside it. They are not part of the
/// message: clients never see them, and those that come with a message are renamed.
enum StateField {
    STATUS("Status"),
    X_STATUS("X-Status"),
    X_KEYWORDS("X-Keywords"),
    X_UID("X-UID"),
    /// Of the message in which Pine keeps the state of a mailbox.
    X_IMAP("X-IMAP"),
    X_IMAPBASE("X-IMAPbase"),
    CONTENT_LENGTH("Content-Length"),
    LINES("Lines"),
    X_MAILROOM("X-Mailroom");

    /// Stands before a field that came with the message and looks like one of these.
    static final byte[] KEPT_PREFIX = "X-Mailroom-Was: ".getBytes(StandardCharsets.US_ASCII);

    private static final StateField[] ALL = values();
    private static final int LONGEST = 14;

    private final String name;
    private final String lower;

    StateField(String name) {
        this.name = name;
        this.lower = name.toLowerCase(Locale.ROOT);
    }

    String fieldName() {
        return name;
    }

    /// Which of them a line is.
    static Optional<StateField> of(LinePieces line) {
        int first = line.array()[line.start()] | 0x20;
        if (first != 's' && first != 'x' && first != 'c' && first != 'l') {
            return Optional.empty();
        }
        for (StateField field : ALL) {
            if (field.isNameOf(line) && field.isComplete(line)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /// Whether an arriving line could be taken for one of them, or for one that was renamed.
    static boolean needsPrefix(LinePieces line) {
        return X_MAILROOM.isNameOf(line) || of(line).isPresent();
    }

    private boolean isNameOf(LinePieces line) {
        if (line.octets() <= lower.length()) {
            return false;
        }
        byte[] octets = line.array();
        for (int i = 0; i < lower.length(); i++) {
            int c = octets[line.start() + i];
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    // RFC 5322 §4.5: blanks may stand before the colon
    private boolean isComplete(LinePieces line) {
        byte[] octets = line.array();
        int at = line.start() + lower.length();
        int last = Math.min(line.end(), at + LONGEST * LONGEST) - 1;
        while (at < last && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return octets[at] == ':';
    }

    /// What stands behind the colon of a line.
    static String value(LinePieces line) {
        String text = new String(line.array(), line.start(), line.octets(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf(':') + 1).strip();
    }
}
