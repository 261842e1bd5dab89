// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Each parameter of the SMTP server is seen at a running server with another value than its
/// default: a transcript gives it, or a test that starts a server sets it.
final class ServerParametersTest {
    private static final Path REFERENCE = Path.of("../docs/parameters.md");
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");
    private static final Path TESTS = Path.of("src/test/java");

    private static final Pattern GIVEN = Pattern.compile("given (?:\\S+/)?(\\w+) = ?(.*)");
    private static final Pattern SET = Pattern.compile("(\\w+) ?=");
    private static final Pattern STARTS_SERVER =
            Pattern.compile("Mailroom\\.start\\(|new (?:ServerProcess|LocalServer|TestServer)\\(");

    /// In the reference, of which others are about what becomes of mail later.
    private static final Set<String> CHAPTERS =
            Set.of(
                    "Accounts",
                    "Content filters",
                    "Restrictions of the SMTP server",
                    "Reply codes of the SMTP server",
                    "Policy services",
                    "Address verification",
                    "SMTP server",
                    "Rates of SMTP clients",
                    "Daily limits of accounts",
                    "Clients before the greeting",
                    "Greylisting");

    /// What is not seen at a running server, and why.
    private static final Map<String, String> EXCEPTIONS =
            Map.of(
                    "smtpd_policy_service_retry_delay",
                    "a time that only a clock could tell from another: PolicyServiceTest");

    @Test
    void areAllSeenWithAnotherValue() throws IOException {
        Set<String> given = given();
        Set<String> named = named();
        List<String> parameters = parameters();

        assertThat(parameters).hasSizeGreaterThan(150).containsAll(EXCEPTIONS.keySet());
        assertThat(parameters)
                .as("give it another value in a transcript, and show what that does")
                .filteredOn(name -> !given.contains(name) && !named.contains(name))
                .isSubsetOf(EXCEPTIONS.keySet());
    }

    /// Those of the chapters above.
    private static List<String> parameters() throws IOException {
        List<String> names = new ArrayList<>();
        Set<String> chapters = new HashSet<>(CHAPTERS);
        boolean inside = false;
        for (String line : Files.readAllLines(REFERENCE)) {
            if (line.startsWith("## ")) {
                inside = chapters.remove(line.substring(3));
            } else if (inside && line.startsWith("### `")) {
                names.add(line.substring(5, line.length() - 1));
            }
        }
        assertThat(chapters).as("chapters of the reference").isEmpty();
        return names;
    }

    private static Set<String> given() throws IOException {
        return texts(TRANSCRIPTS).stream()
                .flatMap(String::lines)
                .map(GIVEN::matcher)
                .filter(Matcher::matches)
                .filter(line -> !isDefault(line.group(1), line.group(2)))
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
    }

    private static boolean isDefault(String name, String value) {
        return Parameters.named(name).map(Parameter::fallback).filter(value::equals).isPresent();
    }

    /// Those that get a value in a test that has a server running.
    private static Set<String> named() throws IOException {
        return texts(TESTS).stream()
                .filter(text -> STARTS_SERVER.matcher(text).find())
                .flatMap(text -> SET.matcher(text).results())
                .map(set -> set.group(1))
                .collect(Collectors.toSet());
    }

    private static List<String> texts(Path folder) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }
}
