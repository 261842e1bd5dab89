// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A line of a Postfix file with its continuations. Comments and empty lines are left out, also
/// inside a continuation.
///
/// @param number the number of its first line, from 1
/// @param text without white space at the end; continuations are joined as they stand
public record LogicalLine(int number, String text) {

    /// All logical lines of a file. A continuation of nothing is left out, with a warning.
    public static List<LogicalLine> of(String file, String content, Consumer<String> warnings) {
        var lines = new ArrayList<LogicalLine>();
        var begun = new StringBuilder();
        int first = 0;
        int number = 0;
        for (String line : content.split("\n", -1)) {
            number++;
            String text = line.stripTrailing();
            if (text.isEmpty() || text.stripLeading().startsWith("#")) {
                continue;
            }
            if (!Character.isWhitespace(text.charAt(0))) {
                end(begun, first, lines);
                first = number;
                begun.append(text);
            } else if (begun.isEmpty()) {
                warnings.accept(
                        "%s, line %d: logical line must not start with whitespace: \"%s\""
                                .formatted(file, number, text.strip()));
            } else {
                begun.append(text);
            }
        }
        end(begun, first, lines);
        return lines;
    }

    private static void end(StringBuilder begun, int first, List<LogicalLine> lines) {
        if (!begun.isEmpty()) {
            lines.add(new LogicalLine(first, begun.toString()));
            begun.setLength(0);
        }
    }
}
