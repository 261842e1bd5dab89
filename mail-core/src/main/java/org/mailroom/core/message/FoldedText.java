// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

import java.text.Normalizer;
import java.util.Locale;

/// Text as it is compared where case does not count (as i;unicode-casemap, RFC 5051). Composed and
/// decomposed letters are the same, and so are the small forms of one capital (ß, ſ, ς).
public final class FoldedText {
    private FoldedText() {}

    public static String of(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        // The small sigma depends on what stands around it.
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
    }

    private static boolean isAscii(String text) {
        // Of long texts too, so without a branch for each character
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits |= text.charAt(i);
        }
        return bits < 128;
    }
}
