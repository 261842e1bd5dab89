// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.util.ArrayList;
import java.util.List;

/// Lists in main.cf: words between blanks and commas; what is in braces is one word.
final class Words {
    private Words() {}

    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        int depth = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            boolean separates = depth <= 0 && (c == ',' || Character.isWhitespace(c));
            if (separates || i == text.length()) {
                add(text.substring(start, i), words);
                start = i + 1;
            }
        }
        return words;
    }

    private static void add(String word, List<String> words) {
        boolean braced = word.startsWith("{") && word.endsWith("}");
        String plain = braced ? word.substring(1, word.length() - 1).strip() : word;
        if (!plain.isEmpty()) {
            words.add(plain);
        }
    }
}
