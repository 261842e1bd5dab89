// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import java.text.Normalizer;
import java.util.Locale;

/// A text to look for, whatever its case (RFC 3501 §6.4.4). Composed and decomposed letters are the
/// same; an empty text is found everywhere.
final class Needle {
    private final String folded;

    Needle(String text) {
        folded = fold(text);
    }

    boolean isIn(String text) {
        return folded.isEmpty() || fold(text).contains(folded);
    }

    /// The characters that must be looked at again with the next piece of a text.
    int overlap() {
        return Math.max(0, folded.length() - 1);
    }

    private static String fold(String text) {
        String composed = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        // Both ways, so that letters with more than one small form (ß, ſ, ς) meet.
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
