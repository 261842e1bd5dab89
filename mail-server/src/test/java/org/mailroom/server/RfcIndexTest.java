// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Keeps `docs/rfc-index.md` up to date: which class cites which section of which RFC. To write it
/// anew: `mvn -pl mail-server -am test -Dtest=RfcIndexTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Drfc-index.write=true`.
final class RfcIndexTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/rfc-index.md");
    private static final Pattern CITATION =
            Pattern.compile("\\bRFC (\\d{3,5})(?: §(\\d+(?:\\.\\d+)*))?");

    @Test
    void isWhatTheSourcesCite() throws IOException {
        String page = page();
        if (Boolean.getBoolean("rfc-index.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("docs/rfc-index.md is stale: run this test with -Drfc-index.write=true")
                .hasContent(page);
    }

    private static String page() throws IOException {
        Map<Integer, List<Citation>> byRfc =
                citations().stream().collect(groupingBy(Citation::rfc, TreeMap::new, toList()));
        return """
        # RFCs, and where their rules are

        Made from the comments of the code by `RfcIndexTest`.
        """
                + byRfc.entrySet().stream()
                        .map(rfc -> "\n## RFC " + rfc.getKey() + "\n\n" + rows(rfc.getValue()))
                        .collect(joining());
    }

    private static String rows(List<Citation> citations) {
        Map<String, TreeSet<String>> bySection =
                citations.stream()
                        .collect(
                                groupingBy(
                                        Citation::section,
                                        () -> new TreeMap<>(Citation.SECTIONS),
                                        mapping(Citation::type, toCollection(TreeSet::new))));
        return bySection.entrySet().stream()
                .map(row -> "- " + row.getKey() + String.join(", ", row.getValue()) + "\n")
                .collect(joining());
    }

    private static List<Citation> citations() throws IOException {
        List<Citation> found = new ArrayList<>();
        for (Path source : sources()) {
            String text = Files.readString(source).replaceAll("\\R\\s*///? ?", " ");
            CITATION.matcher(text).results().map(at -> Citation.of(at, source)).forEach(found::add);
        }
        return found;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path main : modules.map(module -> module.resolve("src/main/java")).toList()) {
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    /// One mention; `section` is empty where the RFC as a whole is meant, else `§n: `.
    private record Citation(int rfc, String section, String type) {
        static final Comparator<String> SECTIONS =
                Comparator.comparing(
                        section ->
                                Pattern.compile("\\d+")
                                        .matcher(section)
                                        .replaceAll(n -> "%05d".formatted(number(n.group()))));

        static Citation of(MatchResult at, Path source) {
            String section = at.group(2) == null ? "" : "§" + at.group(2) + ": ";
            return new Citation(number(at.group(1)), section, type(source));
        }

        private static int number(String digits) {
            return Integer.parseInt(digits);
        }

        private static String type(Path source) {
            String path = source.toString().replace('/', '.');
            String name = path.substring(path.indexOf("org.mailroom.") + "org.mailroom.".length());
            return "`" + name.substring(0, name.length() - ".java".length()) + "`";
        }
    }
}
