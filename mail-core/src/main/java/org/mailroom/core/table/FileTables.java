// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.LogicalLine;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Opens the tables whose content is in a file, or for rules also in the configuration itself,
/// `pcre:{ {/pattern/ result} }`.
final class FileTables {
    private final Set<String> aliasTables;
    private final Consumer<String> warnings;
    private final LongSupplier nanoTime;

    FileTables(Set<String> aliasTables, Consumer<String> warnings, LongSupplier nanoTime) {
        this.aliasTables = Set.copyOf(aliasTables);
        this.warnings = warnings;
        this.nanoTime = nanoTime;
    }

    LookupTable text(String spec, String name, Tables tables) {
        return aliasTables.contains(spec)
                ? textTable(spec, name, TextEntries::aliases)
                : textTable(spec, name, TextEntries::lines);
    }

    /// The text, or what Postfix has made of it where that is gone.
    LookupTable lmdb(String spec, String name, Tables tables) {
        Path made = path(spec, name + ".lmdb");
        if (Files.exists(path(spec, name)) || !Files.exists(made)) {
            return text(spec, name, tables);
        }
        tables.reads(made.toString());
        WatchedFile.Reader<Map<String, String>> reader = _ -> Lmdb.entries(made);
        return new TextTable(spec, WatchedFile.openBy(reader, made, nanoTime));
    }

    LookupTable unix(String spec, String name, Tables tables) {
        return switch (name) {
            case "passwd.byname" -> textTable(spec, "/etc/passwd", TextEntries::users);
            case "group.byname" -> textTable(spec, "/etc/group", TextEntries::users);
            default ->
                    throw new ConfigException(
                            spec + ": expected unix:passwd.byname or unix:group.byname");
        };
    }

    LookupTable cidr(String spec, String name, Tables tables) {
        return rules(spec, name, CidrRules::parse);
    }

    LookupTable regexp(String spec, String name, Tables tables) {
        return rules(
                spec, name, (lines, warn) -> PatternRules.parse(PatternSyntax.POSIX, lines, warn));
    }

    LookupTable pcre(String spec, String name, Tables tables) {
        return rules(
                spec, name, (lines, warn) -> PatternRules.parse(PatternSyntax.PERL, lines, warn));
    }

    private LookupTable textTable(String spec, String name, TextEntries.Format format) {
        String file = path(spec, name).toString();
        return new TextTable(
                spec,
                WatchedFile.open(
                        path(spec, name), text -> format.read(file, text, warnings), nanoTime));
    }

    private LookupTable rules(
            String spec,
            String name,
            BiFunction<List<LogicalLine>, Consumer<Warning>, Rules> parser) {
        if (name.startsWith("{")) {
            Rules inline =
                    parser.apply(inlineLines(name), warning -> warnings.accept(warning.in(spec)));
            return new RuleTable(
                    spec, () -> new WatchedFile.Content.Read<>(inline, OptionalInt.empty()));
        }
        String file = path(spec, name).toString();
        Function<String, Rules> reader =
                text ->
                        parser.apply(
                                LogicalLine.of(file, text, warnings),
                                warning -> warnings.accept(warning.in(file)));
        return new RuleTable(spec, WatchedFile.open(path(spec, name), reader, nanoTime)::content);
    }

    static List<LogicalLine> inlineLines(String name) {
        List<String> elements = ListText.split(ListText.unbraced(name));
        return IntStream.range(0, elements.size())
                .mapToObj(i -> new LogicalLine(i + 1, ListText.unbraced(elements.get(i))))
                .toList();
    }

    private static Path path(String spec, String name) {
        try {
            if (!name.isEmpty()) {
                return Path.of(name);
            }
        } catch (InvalidPathException _) {
            // said below
        }
        throw new ConfigException(spec + ": expected type:/path/of/a/file");
    }
}
