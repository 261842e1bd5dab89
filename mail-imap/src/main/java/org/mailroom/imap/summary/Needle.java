// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.FoldedText;
import org.mailroom.core.message.OctetSearch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text to look for, whatever its case (RFC 3501 §6.4.4). Composed and decomposed letters are the
/// same; an empty text is found everywhere.
public final class Needle {
    private final String folded;
    private final byte[] foldedOctets;

    public Needle(String text) {
        folded = FoldedText.of(text);
        foldedOctets = folded.getBytes(StandardCharsets.UTF_8);
    }

    public boolean isIn(String text) {
        return folded.isEmpty() || FoldedText.of(text).contains(folded);
    }

    /// The same for a text that has been folded, as `folded` gives it.
    boolean isInFolded(byte[] text, int start, int end) {
        int length = foldedOctets.length;
        if (length == 0) {
            return true;
        }
        int last = end - length + 1;
        int at = OctetSearch.indexOf(text, start, Math.max(start, last), foldedOctets[0]);
        while (at < last) {
            if (Arrays.equals(text, at, at + length, foldedOctets, 0, length)) {
                return true;
            }
            at = OctetSearch.indexOf(text, at + 1, last, foldedOctets[0]);
        }
        return false;
    }

    static byte[] folded(String text) {
        return FoldedText.of(text).getBytes(StandardCharsets.UTF_8);
    }

    /// The characters that must be looked at again with the next piece of a text.
    public int overlap() {
        return Math.max(0, folded.length() - 1);
    }
}
