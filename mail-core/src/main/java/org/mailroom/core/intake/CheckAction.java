// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The result of a content table: a word and what stands behind it (header_checks(5)).
record CheckAction(Word word, String text) {

    enum Word {
        BCC,
        DISCARD,
        DUNNO,
        FILTER,
        HOLD,
        IGNORE,
        INFO,
        OK,
        PASS,
        PREPEND,
        REDIRECT,
        REJECT,
        REPLACE,
        STRIP,
        WARN;

        /// Whether it leaves alone where the message goes, and when.
        boolean changesNothingButText() {
            return switch (this) {
                case DUNNO, IGNORE, INFO, OK, PREPEND, REPLACE, STRIP, WARN -> true;
                case BCC, DISCARD, FILTER, HOLD, PASS, REDIRECT, REJECT -> false;
            };
        }

        /// The word for it in the log.
        String logged() {
            return this == WARN ? "warning" : name().toLowerCase(Locale.ROOT);
        }
    }

    /// Empty where the word is none of them.
    static Optional<CheckAction> parse(String result) {
        String[] words = result.strip().split("\\s+", 2);
        String text = words.length > 1 ? words[1] : "";
        return Arrays.stream(Word.values())
                .filter(word -> word.name().equalsIgnoreCase(words[0]))
                .findFirst()
                .map(word -> new CheckAction(word, text));
    }
}
