// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.LogicalLine;
import org.mailroom.core.config.NearestName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// The file that says where a table's server is and what to ask it: `name = value` lines as in
/// `main.cf`, where `$` is a character like any other. Every fault is told with file and line.
final class TableFile {
    private record Setting(int line, String text) {}

    private final String file;
    private final Map<String, Setting> settings;

    private TableFile(String file, Map<String, Setting> settings) {
        this.file = file;
        this.settings = Map.copyOf(settings);
    }

    /// Reads a file.
    ///
    /// @param known the names that have an effect; a warning tells of others
    static TableFile read(String spec, String name, Set<String> known, Consumer<String> warn) {
        String text;
        try {
            text = Files.readString(Path.of(name));
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot read %s: %s: create the file or make it readable for the mail owner"
                            .formatted(name, FileFault.reason(e)));
        } catch (InvalidPathException _) {
            throw new ConfigException(spec + ": expected type:/path/of/a/file");
        }
        var settings = new HashMap<String, Setting>();
        for (LogicalLine line : LogicalLine.of(name, text, warn)) {
            int equals = line.text().indexOf('=');
            if (equals < 1) {
                throw new ConfigException(
                        "%s, line %d: %s: expected name = value"
                                .formatted(name, line.number(), line.text()));
            }
            String key = line.text().substring(0, equals).strip();
            if (!known.contains(key)) {
                warn.accept(unknown(name, line.number(), key, known));
            }
            settings.put(
                    key, new Setting(line.number(), line.text().substring(equals + 1).strip()));
        }
        return new TableFile(name, settings);
    }

    private static String unknown(String file, int line, String name, Set<String> known) {
        String nearest =
                NearestName.of(name, known).map(", did you mean %s?"::formatted).orElse("");
        return "%s, line %d: %s has no effect%s".formatted(file, line, name, nearest);
    }

    /// The value; empty where it is not set, or set to nothing.
    Optional<String> text(String name) {
        return Optional.ofNullable(settings.get(name))
                .map(Setting::text)
                .filter(text -> !text.isEmpty());
    }

    String text(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    /// @param expected what stands in the fault when it is not set
    String required(String name, String expected) {
        return text(name).orElseThrow(() -> fault(name, expected));
    }

    List<String> list(String name) {
        return ListText.split(text(name, ""));
    }

    /// A number from `least` to two thousand millions.
    int number(String name, int least, int fallback) {
        return parsed(
                name,
                "a number from " + least,
                fallback,
                text -> Optional.of(Integer.parseInt(text)).filter(number -> number >= least));
    }

    /// One of a few words.
    <T> T choice(String name, Map<String, T> words, T fallback) {
        return parsed(
                name,
                "one of " + String.join(", ", words.keySet().stream().sorted().toList()),
                fallback,
                text -> Optional.ofNullable(words.get(text)));
    }

    boolean yes(String name, boolean fallback) {
        return choice(name, Map.of("yes", true, "no", false), fallback);
    }

    private <T> T parsed(
            String name, String expected, T fallback, Function<String, Optional<T>> parser) {
        Optional<String> text = text(name);
        try {
            return text.isEmpty()
                    ? fallback
                    : parser.apply(text.get())
                            .orElseThrow(() -> fault(name, "expected " + expected));
        } catch (NumberFormatException _) {
            throw fault(name, "expected " + expected);
        }
    }

    /// What `use` makes of a value. A fault that it finds is told with the place.
    <T> T use(String name, String value, Function<String, T> use) {
        try {
            return use.apply(value);
        } catch (ConfigException e) {
            throw fault(name, String.valueOf(e.getMessage()));
        }
    }

    /// A fault of a value, or of its absence.
    ConfigException fault(String name, String what) {
        Setting setting = settings.get(name);
        var place = new ArrayList<>(List.of(file));
        place.add(
                setting == null
                        ? name + " is not set"
                        : "line %d: %s = %s".formatted(setting.line, name, setting.text));
        return new ConfigException(String.join(", ", place) + ": " + what);
    }
}
