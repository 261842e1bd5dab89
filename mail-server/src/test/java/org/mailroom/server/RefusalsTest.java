// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.toSet;

import org.junit.jupiter.api.Test;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.Word;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Each refusal of the SMTP server is said in a transcript, and each restriction asked.
final class RefusalsTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");
    private static final Pattern SAID = Pattern.compile("(?:\\d+ )?S\\S+ .*");
    private static final Pattern WORD = Pattern.compile("\\w+");

    /// What no transcript can bring about, and why.
    private static final Map<Reply, String> EXCEPTIONS =
            Map.of(
                    Reply.FILTER_AWAY,
                    "needs a filter that goes away: ProxyFilterTest",
                    Reply.usage(Verb.NOOP),
                    "any words may stand behind it",
                    Reply.usage(Verb.HELP),
                    "any words may stand behind it",
                    Reply.usage(Verb.QUIT),
                    "any words may stand behind it");

    @Test
    void areAllSaid() throws IOException {
        List<String> said = lines().stream().filter(line -> SAID.matcher(line).matches()).toList();

        assertThat(refusals())
                .hasSizeGreaterThan(60)
                .filteredOn(reply -> said.stream().noneMatch(it -> it.contains(reply.toString())))
                .containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
    }

    @Test
    void haveTranscriptsOfEachRestriction() throws IOException {
        Set<String> words =
                lines().stream()
                        .filter(line -> line.startsWith("given "))
                        .flatMap(line -> WORD.matcher(line).results())
                        .map(word -> word.group())
                        .collect(toSet());

        assertThat(Word.values()).filteredOn(word -> !words.contains(word.toString())).isEmpty();
    }

    private static List<Reply> refusals() {
        return Stream.concat(
                        Arrays.stream(Reply.class.getFields())
                                .filter(field -> Modifier.isStatic(field.getModifiers()))
                                .map(RefusalsTest::value),
                        Arrays.stream(Verb.values()).map(Reply::usage))
                .filter(Reply::isRefusal)
                .distinct()
                .toList();
    }

    private static Reply value(Field field) {
        try {
            return (Reply) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines() throws IOException {
        try (Stream<Path> files = Files.walk(TRANSCRIPTS)) {
            return files.filter(Files::isRegularFile).flatMap(RefusalsTest::lines).toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
