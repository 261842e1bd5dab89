// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.LogicalLine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Reads tables of rules with `if`, `endif` and `!`. A line that is wrong is left out with a
/// warning; a wrong `if` leaves out all up to its `endif`. Used once.
final class RuleParser<K> {

    /// What a line begins with.
    ///
    /// @param groups how many groups it catches, the whole not counted; -1 where the result is
    ///   taken as it stands
    /// @param rest what follows
    record Head<K>(Rule.Condition<K> condition, int groups, String rest) {
        /// The result is taken as it stands.
        static final int LITERAL = -2;

        /// Nothing is caught, not even the whole.
        static final int NONE = -1;
    }

    /// Reads the beginning of a line.
    interface HeadReader<K> {
        /// Separates condition and result.
        ///
        /// @throws BadRule saying what is wrong
        Head<K> read(String line);
    }

    private record Open<K>(int line, Rule.Condition<K> condition, List<Rule<K>> rules) {}

    private final HeadReader<K> reader;
    private final Consumer<Warning> warn;
    private final Deque<Open<K>> open = new ArrayDeque<>();

    private RuleParser(HeadReader<K> reader, Consumer<Warning> warn) {
        this.reader = reader;
        this.warn = warn;
        open.push(new Open<>(0, _ -> Optional.of(List.of()), new ArrayList<>()));
    }

    static <K> List<Rule<K>> parse(
            List<LogicalLine> lines, HeadReader<K> reader, Consumer<Warning> warn) {
        var parser = new RuleParser<>(reader, warn);
        lines.forEach(parser::line);
        while (parser.open.size() > 1) {
            warn.accept(new Warning(parser.open.element().line, "if without endif"));
            parser.close();
        }
        return List.copyOf(parser.open.element().rules);
    }

    /// The results of the lines that are used, as they are written.
    static <K> Stream<LogicalLine> results(List<LogicalLine> lines, HeadReader<K> reader) {
        var parser = new RuleParser<>(reader, _ -> {});
        return lines.stream()
                .filter(line -> !isIf(line.text().strip()) && !isEndif(line.text().strip()))
                .flatMap(line -> parser.result(line).stream());
    }

    private Optional<LogicalLine> result(LogicalLine line) {
        try {
            String text = head(line.text().strip()).rest.strip();
            return Optional.of(new LogicalLine(line.number(), text));
        } catch (BadRule toldWhenItWasOpened) {
            return Optional.empty();
        }
    }

    private void line(LogicalLine line) {
        String text = line.text().strip();
        if (isIf(text)) {
            open.push(
                    new Open<>(
                            line.number(), condition(line, text.substring(2)), new ArrayList<>()));
        } else if (isEndif(text)) {
            endif(line);
        } else {
            rule(line, text);
        }
    }

    private static boolean isIf(String text) {
        return text.regionMatches(true, 0, "if", 0, 2)
                && text.length() > 2
                && !Character.isLetterOrDigit(text.charAt(2));
    }

    private static boolean isEndif(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return word.equals("endif") || word.startsWith("endif ");
    }

    private Rule.Condition<K> condition(LogicalLine line, String text) {
        try {
            return head(text.strip()).condition;
        } catch (BadRule e) {
            warn.accept(new Warning(line.number(), e.text() + "; all up to endif is left out"));
            return _ -> Optional.empty();
        }
    }

    private void endif(LogicalLine line) {
        if (open.size() == 1) {
            warn.accept(new Warning(line.number(), "endif without if"));
        } else {
            close();
        }
    }

    private void close() {
        Open<K> block = open.pop();
        open.element().rules.add(new Rule.Block<>(block.condition, block.rules));
    }

    private void rule(LogicalLine line, String text) {
        try {
            Head<K> head = head(text);
            open.element().rules.add(new Rule.Line<>(head.condition, result(head)));
        } catch (BadRule e) {
            warn.accept(new Warning(line.number(), e.text()));
        }
    }

    private static Replacement result(Head<?> head) {
        String text = head.rest.strip();
        if (text.isEmpty()) {
            throw new BadRule("a result is missing");
        }
        if (head.groups == Head.LITERAL) {
            return Replacement.literal(text);
        }
        Replacement result = Replacement.parse(text);
        if (result.highestGroup() > head.groups) {
            throw new BadRule(
                    "$" + result.highestGroup() + " stands for nothing that the pattern catches");
        }
        return result;
    }

    private Head<K> head(String text) {
        if (!text.startsWith("!")) {
            return reader.read(text);
        }
        Head<K> head = head(text.substring(1).strip());
        return new Head<>(
                head.condition.negated(),
                head.groups == Head.LITERAL ? Head.LITERAL : Head.NONE,
                head.rest);
    }
}
