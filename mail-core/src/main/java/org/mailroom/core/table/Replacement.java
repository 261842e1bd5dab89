// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The result of a pattern, in which `$1`, `${1}` and `$(1)` stand for what the pattern caught, and
/// `$$` for a dollar sign.
record Replacement(List<Part> parts) {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$(?:\\$|(\\d{1,4})|\\{(\\d{1,4})\\}|\\((\\d{1,4})\\))");

    sealed interface Part {
        record Text(String text) implements Part {}

        record Group(int number) implements Part {}
    }

    Replacement {
        parts = List.copyOf(parts);
    }

    static Replacement literal(String text) {
        return new Replacement(List.of(new Part.Text(text)));
    }

    static Replacement parse(String text) {
        var parts = new ArrayList<Part>();
        Matcher matcher = REFERENCE.matcher(text);
        int at = 0;
        while (matcher.find()) {
            parts.add(new Part.Text(text.substring(at, matcher.start())));
            parts.add(part(matcher));
            at = matcher.end();
        }
        parts.add(new Part.Text(text.substring(at)));
        return new Replacement(parts);
    }

    /// The highest group that is asked for; -1 where none is.
    int highestGroup() {
        return parts.stream()
                .mapToInt(part -> part instanceof Part.Group(var number) ? number : -1)
                .max()
                .orElse(-1);
    }

    String with(List<String> groups) {
        var result = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(var text) -> result.append(text);
                case Part.Group(var number) -> result.append(groups.get(number));
            }
        }
        return result.toString();
    }

    private static Part part(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return new Part.Group(Integer.parseInt(matcher.group(group)));
            }
        }
        return new Part.Text("$");
    }
}
