// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The words of one kind of notification (bounce(5)).
public record BounceTemplate(
        String charset, String from, String subject, String postmasterSubject, List<String> lines) {
    private static final Pattern NAME =
            Pattern.compile("\\$(?:\\$|(\\w+)|\\{(\\w+)\\}|\\((\\w+)\\))");

    public BounceTemplate {
        lines = List.copyOf(lines);
    }

    /// The text with each `$name` replaced; one that nobody knows stays as it is.
    List<String> text(Map<String, String> values) {
        return lines.stream()
                .map(line -> NAME.matcher(line).replaceAll(found -> quoted(found, values)))
                .toList();
    }

    private static String quoted(MatchResult found, Map<String, String> values) {
        String value = "$";
        for (int group = 1; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
                value = values.getOrDefault(found.group(group), found.group());
            }
        }
        return java.util.regex.Matcher.quoteReplacement(value);
    }
}
