// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.LogicalLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// An element of a match list, with the files that were named in it put in their place.
///
/// @param excludes whether `!` stood before it
record ListElement(Pattern pattern, boolean excludes) {
    sealed interface Pattern {}

    /// A name or network, in lower case.
    record Name(String text) implements Pattern {}

    record Table(LookupTable table) implements Pattern {}

    static List<ListElement> open(List<String> elements, Tables tables) {
        return elements.stream().flatMap(element -> open(element, false, tables)).toList();
    }

    private static Stream<ListElement> open(String element, boolean excludes, Tables tables) {
        if (element.startsWith("!")) {
            return open(element.substring(1), !excludes, tables);
        }
        if (element.startsWith("/")) {
            return lines(element, tables).flatMap(line -> open(line, excludes, tables));
        }
        return Stream.of(new ListElement(pattern(element, tables), excludes));
    }

    // An IPv6 address has colons too, and no table type is hexadecimal digits only
    private static Pattern pattern(String element, Tables tables) {
        boolean table =
                element.matches("[a-z][a-z-]*:.*") && !element.matches("[0-9a-f:.]+(/\\d+)?");
        return table ? new Table(tables.open(element)) : new Name(element.toLowerCase(Locale.ROOT));
    }

    private static Stream<String> lines(String file, Tables tables) {
        tables.reads(file);
        try {
            return LogicalLine.of(file, Files.readString(Path.of(file)), tables::warn).stream()
                    .flatMap(line -> ListText.split(line.text()).stream());
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot read %s: %s: create the file, or make it readable for the mail owner"
                            .formatted(file, FileFault.reason(e)));
        }
    }
}
