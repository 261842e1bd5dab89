// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.LogicalLine;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Entries of the text files from which Postfix makes its tables. Keys are folded to lower case; of
/// two entries with one key the first counts.
final class TextEntries {
    /// How the lines of a file are read.
    interface Format {
        Map<String, String> read(String file, String text, Consumer<String> warn);
    }

    private record Entry(String key, String value) {}

    private TextEntries() {}

    /// `key white-space value` (postmap(1)); a key with white space stands in quotes.
    static Map<String, String> lines(String file, String text, Consumer<String> warn) {
        return collect(file, text, warn, TextEntries::keyAndValue, "key whitespace value");
    }

    /// `key: value` (aliases(5)).
    static Map<String, String> aliases(String file, String text, Consumer<String> warn) {
        return collect(file, text, warn, TextEntries::alias, "name: value...");
    }

    /// `key:…`, a file of the system whose whole line is the value.
    static Map<String, String> users(String file, String text, Consumer<String> warn) {
        return collect(file, text, _ -> {}, TextEntries::user, "name:...");
    }

    /// The lines of `lines`, with their places.
    static Stream<TableEntry> placedLines(String file, String text) {
        return placed(file, text, TextEntries::keyAndValue);
    }

    /// The lines of `aliases`, with their places.
    static Stream<TableEntry> placedAliases(String file, String text) {
        return placed(file, text, TextEntries::alias);
    }

    private static Stream<TableEntry> placed(String file, String text, LineReader reader) {
        return LogicalLine.of(file, text, _ -> {}).stream()
                .flatMap(
                        line ->
                                reader.read(line.text()).stream()
                                        .map(
                                                entry ->
                                                        new TableEntry(
                                                                file + ", line " + line.number(),
                                                                entry.key,
                                                                entry.value)));
    }

    private interface LineReader {
        Optional<Entry> read(String line);
    }

    private static Map<String, String> collect(
            String file, String text, Consumer<String> warn, LineReader reader, String expected) {
        var entries = new HashMap<String, String>();
        for (LogicalLine line : LogicalLine.of(file, text, warn)) {
            String place = file + ", line " + line.number();
            Optional<Entry> entry = reader.read(line.text());
            if (entry.isEmpty()) {
                warn.accept(place + ": expected format: " + expected);
            } else if (entries.putIfAbsent(entry.get().key, entry.get().value) != null) {
                warn.accept(place + ": duplicate entry: \"" + entry.get().key + "\"");
            }
        }
        return Map.copyOf(entries);
    }

    private static Optional<Entry> keyAndValue(String line) {
        if (line.startsWith("\"")) {
            return quoted(line)
                    .filter(end -> isBlankAt(line, end + 1))
                    .flatMap(end -> entry(unquoted(line, end), line.substring(end + 1)));
        }
        int blank = 0;
        while (blank < line.length() && !Character.isWhitespace(line.charAt(blank))) {
            blank++;
        }
        return entry(line.substring(0, blank), line.substring(blank));
    }

    private static Optional<Entry> alias(String line) {
        if (line.startsWith("\"")) {
            return quoted(line)
                    .filter(end -> line.substring(end + 1).stripLeading().startsWith(":"))
                    .flatMap(
                            end ->
                                    entry(
                                            unquoted(line, end),
                                            line.substring(line.indexOf(':', end) + 1)));
        }
        int colon = line.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : entry(line.substring(0, colon).strip(), line.substring(colon + 1));
    }

    private static Optional<Entry> user(String line) {
        int colon = line.indexOf(':');
        return colon <= 0
                ? Optional.empty()
                : Optional.of(new Entry(line.substring(0, colon), line));
    }

    private static Optional<Entry> entry(String key, String value) {
        return key.isBlank() || value.isBlank()
                ? Optional.empty()
                : Optional.of(new Entry(key.toLowerCase(Locale.ROOT), value.strip()));
    }

    /// The place of the quote that ends the key.
    private static Optional<Integer> quoted(String line) {
        for (int at = 1; at < line.length(); at++) {
            switch (line.charAt(at)) {
                case '\\' -> at++;
                case '"' -> {
                    return Optional.of(at);
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static boolean isBlankAt(String line, int at) {
        return at < line.length() && Character.isWhitespace(line.charAt(at));
    }

    private static String unquoted(String line, int end) {
        return line.substring(1, end).replaceAll("\\\\(.)", "$1");
    }
}
