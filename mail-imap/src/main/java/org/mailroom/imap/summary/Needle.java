// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.summary;

import org.mailroom.core.message.FoldedText;
import org.mailroom.core.message.OctetSearch;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text to look for, whatever its case (RFC 3501 §6.4.4). Composed and decomposed letters are the
/// same; an empty text is found everywhere.
public final class Needle {
    private static final int PIECE_CHARS = 8 * 1024;

    /// A folded character is made of no more, where letters are decomposed.
    private static final int CHARS_OF_ONE = 4;

    /// Nobody puts more accents on a letter.
    private static final int MAX_MARKS = 32;

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

    /// Looks through a text of any length, piece by piece.
    public boolean isIn(Reader text) throws IOException {
        // A match may stand across two pieces.
        int overlap = folded.length() * CHARS_OF_ONE;
        char[] piece = new char[PIECE_CHARS + overlap + MAX_MARKS];
        int length = 0;
        boolean goesOn = true;
        while (goesOn) {
            int read = text.read(piece, length, piece.length - length);
            goesOn = read >= 0;
            length += Math.max(0, read);
            int end = goesOn ? lastLetter(piece, length) : length;
            if (isIn(new String(piece, 0, end))) {
                return true;
            }
            int kept = Math.max(0, end - overlap);
            length -= kept;
            System.arraycopy(piece, kept, piece, 0, length);
        }
        return false;
    }

    /// Where the last letter begins, to which there may be more accents in the next piece.
    private static int lastLetter(char[] piece, int length) {
        for (int at = length - 1; at >= Math.max(0, length - MAX_MARKS); at--) {
            if (Character.getType(piece[at]) != Character.NON_SPACING_MARK) {
                return at;
            }
        }
        return length;
    }
}
