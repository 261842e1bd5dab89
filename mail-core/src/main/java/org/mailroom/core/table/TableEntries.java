// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ListText;
import org.mailroom.core.config.LogicalLine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads the entries of tables anew, with their places, of which a table in use knows nothing.
///
/// @param aliasTables those whose files are in the format of aliases(5)
record TableEntries(Set<String> aliasTables) {
    TableEntries {
        aliasTables = Set.copyOf(aliasTables);
    }

    /// The entries that are used; none where the table can be asked for keys only.
    Stream<TableEntry> of(String type, String spec, String name) {
        if (Tables.FILE_TYPES.contains(type)) {
            String text = text(name);
            return aliasTables.contains(spec)
                    ? TextEntries.placedAliases(name, text)
                    : TextEntries.placedLines(name, text);
        }
        return switch (type) {
            case "regexp" -> rules(name, it -> PatternRules.results(PatternSyntax.POSIX, it));
            case "pcre" -> rules(name, it -> PatternRules.results(PatternSyntax.PERL, it));
            case "cidr" -> rules(name, CidrRules::results);
            case "inline" -> inline(spec, name);
            case "static" -> Stream.of(new TableEntry("", "", ListText.unbraced(name)));
            default -> Stream.empty();
        };
    }

    private static Stream<TableEntry> inline(String spec, String name) {
        return Members.of(spec, name).stream()
                .map(ListText::unbraced)
                .filter(entry -> entry.contains("="))
                .map(
                        entry -> {
                            int equals = entry.indexOf('=');
                            return new TableEntry(
                                    "",
                                    entry.substring(0, equals).strip(),
                                    entry.substring(equals + 1).strip());
                        });
    }

    private static Stream<TableEntry> rules(
            String name, Function<List<LogicalLine>, Stream<LogicalLine>> results) {
        if (name.startsWith("{")) {
            return results.apply(FileTables.inlineLines(name))
                    .map(it -> new TableEntry("", "", it.text()));
        }
        return results.apply(LogicalLine.of(name, text(name), _ -> {}))
                .map(it -> new TableEntry(name + ", line " + it.number(), "", it.text()));
    }

    // One that cannot be read was told of when it was opened
    private static String text(String file) {
        try {
            return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
