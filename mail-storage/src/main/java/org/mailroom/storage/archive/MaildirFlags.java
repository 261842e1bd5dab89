// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.Flags;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The letters behind `:2,` in the name of a file in a Maildir; small letters are keywords, by
/// their place in the file `dovecot-keywords`.
final class MaildirFlags {
    static final int MAX_KEYWORDS = 26;

    private static final String MARK = ":2,";
    private static final String LETTERS = "DFRST";
    private static final int[] FLAGS = {
        Flags.DRAFT, Flags.FLAGGED, Flags.ANSWERED, Flags.SEEN, Flags.DELETED
    };
    private static final char PASSED = 'P';
    private static final String FORWARDED = "$Forwarded";

    private MaildirFlags() {}

    static Flags parse(String name, List<String> keywords) {
        int at = name.lastIndexOf(MARK);
        int system = 0;
        Set<String> words = new TreeSet<>();
        for (char letter :
                at < 0 ? new char[0] : name.substring(at + MARK.length()).toCharArray()) {
            int flag = LETTERS.indexOf(letter);
            int keyword = letter - 'a';
            if (flag >= 0) {
                system |= FLAGS[flag];
            } else if (letter == PASSED) {
                words.add(FORWARDED);
            } else if (keyword >= 0 && keyword < keywords.size()) {
                words.add(keywords.get(keyword));
            }
        }
        return new Flags(system, words);
    }

    /// @param keywords those that have letters; grows by what the flags have, while there is room
    static String suffix(Flags flags, List<String> keywords) {
        var letters = new StringBuilder(MARK);
        for (int i = 0; i < FLAGS.length; i++) {
            letters.append(flags.has(FLAGS[i]) ? LETTERS.substring(i, i + 1) : "");
            // They stand in the order of the alphabet.
            boolean isPassed = i == 1 && flags.keywords().contains(FORWARDED);
            letters.append(isPassed ? PASSED : "");
        }
        for (String keyword : new TreeSet<>(flags.keywords())) {
            if (!keyword.equals(FORWARDED)) {
                letters.append(letter(keyword, keywords));
            }
        }
        return letters.toString();
    }

    /// Keywords that a suffix of these flags has no letter for.
    static Stream<String> withoutLetter(Flags flags, List<String> keywords) {
        return flags.keywords().stream()
                .filter(keyword -> !keyword.equals(FORWARDED) && !keywords.contains(keyword));
    }

    private static String letter(String keyword, List<String> keywords) {
        if (!keywords.contains(keyword) && keywords.size() < MAX_KEYWORDS) {
            keywords.add(keyword);
        }
        int number = keywords.indexOf(keyword);
        return number < 0 ? "" : String.valueOf((char) ('a' + number));
    }
}
