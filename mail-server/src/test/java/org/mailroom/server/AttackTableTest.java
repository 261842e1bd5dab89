// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Keeps the table of attacks in `docs/testing.md` true: each test that it names is there.
final class AttackTableTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TRANSCRIPT = Pattern.compile("\\*([a-z0-9…-]+)\\*");
    private static final Pattern OF_FOLDER = Pattern.compile("`([a-z]+/[a-z0-9-]+)`");
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");

    @Test
    void namesTestsThatAreThere() throws IOException {
        List<Path> files = testFiles();

        assertThat(rows())
                .hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(missing(row, files)).as(row).isEmpty());
    }

    private static List<String> rows() throws IOException {
        return Files.readString(ROOT.resolve("docs/testing.md"))
                .split("## Attacks and their tests", 2)[1]
                .lines()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static List<Path> testFiles() throws IOException {
        try (Stream<Path> all =
                Files.find(ROOT, 20, (path, _) -> path.toString().contains("/src/test/"))) {
            return all.toList();
        }
    }

    private static List<String> missing(String row, List<Path> files) {
        Stream<String> transcripts =
                TRANSCRIPT
                        .matcher(row)
                        .results()
                        .map(it -> it.group(1))
                        .filter(name -> !has(files, ".*/" + anyFor(name) + "\\.txt"));
        Stream<String> ofFolders =
                OF_FOLDER
                        .matcher(row)
                        .results()
                        .map(it -> it.group(1))
                        .filter(name -> !has(files, ".*/" + Pattern.quote(name) + "\\.txt"));
        Stream<String> tests =
                CLASS.matcher(row)
                        .results()
                        .filter(it -> !isTest(it.group(1), it.group(2), files))
                        .map(it -> it.group());
        return Stream.of(transcripts, ofFolders, tests).flatMap(it -> it).toList();
    }

    // … stands for anything
    private static String anyFor(String name) {
        return Stream.of(name.split("…", -1)).map(Pattern::quote).collect(joining(".*"));
    }

    private static boolean has(List<Path> files, String pattern) {
        return files.stream().anyMatch(file -> file.toString().matches(pattern));
    }

    private static boolean isTest(String type, @Nullable String method, List<Path> files) {
        return files.stream()
                .filter(file -> file.endsWith(type + ".java"))
                .anyMatch(file -> method == null || text(file).contains("void " + method + "("));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
