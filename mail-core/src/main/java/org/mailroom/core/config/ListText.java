// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.ArrayList;
import java.util.List;

/// Lists as Postfix writes them: separated by commas and white space, where braces keep together
/// what is between them.
public final class ListText {
    private static final String SEPARATORS = ", \t\r\n\f";

    private ListText() {}

    /// The elements, braces included. After a brace that is never closed all is one element.
    public static List<String> split(String text) {
        var elements = new ArrayList<String>();
        int at = 0;
        while (at < text.length()) {
            if (SEPARATORS.indexOf(text.charAt(at)) >= 0) {
                at++;
                continue;
            }
            int end = end(text, at);
            elements.add(text.substring(at, end));
            at = end;
        }
        return List.copyOf(elements);
    }

    /// What is between the braces of `{ … }`, without the white space around it; other text as it
    /// is.
    public static String unbraced(String element) {
        return element.startsWith("{") && element.endsWith("}") && element.length() > 1
                ? element.substring(1, element.length() - 1).strip()
                : element;
    }

    private static int end(String text, int start) {
        int depth = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth = Math.max(0, depth - 1);
            } else if (depth == 0 && SEPARATORS.indexOf(c) >= 0) {
                return at;
            }
        }
        return text.length();
    }
}
