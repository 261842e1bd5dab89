// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.LogicalLine;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The rules of regexp_table(5) and pcre_table(5): patterns between delimiters, tried in their
/// order. A pattern that takes too long makes the look-up fail.
record PatternRules(List<Rule<String>> rules) implements Rules {
    PatternRules {
        rules = List.copyOf(rules);
    }

    static Rules parse(PatternSyntax syntax, List<LogicalLine> lines, Consumer<Warning> warn) {
        return new PatternRules(RuleParser.parse(lines, line -> head(syntax, line), warn));
    }

    /// The results of the lines that are used, as they are written.
    static Stream<LogicalLine> results(PatternSyntax syntax, List<LogicalLine> lines) {
        return RuleParser.results(lines, line -> head(syntax, line));
    }

    @Override
    public Lookup find(String spec, String key) {
        try {
            return Rule.search(rules, key).<Lookup>map(Lookup.Found::new).orElse(Lookup.NOT_FOUND);
        } catch (CountedText.TooManySteps | StackOverflowError _) {
            return new Lookup.Failed(spec + ": a pattern takes too long for this key");
        }
    }

    private static RuleParser.Head<String> head(PatternSyntax syntax, String line) {
        int end = end(line);
        int flags = end + 1;
        while (flags < line.length() && !Character.isWhitespace(line.charAt(flags))) {
            flags++;
        }
        Pattern pattern = syntax.compile(line.substring(1, end), line.substring(end + 1, flags));
        return new RuleParser.Head<>(
                key -> match(pattern, key),
                pattern.matcher("").groupCount(),
                line.substring(flags));
    }

    /// The place of the second delimiter.
    private static int end(String line) {
        char delimiter = line.isEmpty() ? 'x' : line.charAt(0);
        if (Character.isLetterOrDigit(delimiter) || delimiter == '\\') {
            throw new BadRule("expected /pattern/flags result");
        }
        for (int at = 1; at < line.length(); at++) {
            if (line.charAt(at) == '\\') {
                at++;
            } else if (line.charAt(at) == delimiter) {
                return at;
            }
        }
        throw new BadRule("the second " + delimiter + " is missing");
    }

    private static Optional<List<String>> match(Pattern pattern, String key) {
        Matcher matcher = pattern.matcher(new CountedText(key));
        return matcher.find() ? Optional.of(groups(matcher)) : Optional.empty();
    }

    private static List<String> groups(Matcher matcher) {
        return IntStream.rangeClosed(0, matcher.groupCount())
                .mapToObj(group -> Optional.ofNullable(matcher.group(group)).orElse(""))
                .toList();
    }
}
