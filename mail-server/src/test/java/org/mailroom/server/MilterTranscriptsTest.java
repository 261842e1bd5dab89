// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plays transcripts of SMTP against the whole server while scripted milters are asked
/// (`ScriptedMilter`): `MILTER_1` in a line `given name = value` is where the first is. `then log =
/// LINE` is a line of the mail log behind its stamp and process.
class MilterTranscriptsTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts/milter");
    private static final int DEAD_PORT = 1;

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> milter() throws IOException {
        return played("smtp", TRANSCRIPTS);
    }

    @TestFactory
    Stream<DynamicTest> milterAtLmtp() throws IOException {
        return played("lmtp", TRANSCRIPTS.resolve("lmtp"));
    }

    private Stream<DynamicTest> played(String door, Path transcripts) throws IOException {
        try (Stream<Path> files = Files.list(transcripts)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            file.getFileName().toString(), () -> play(door, file)));
        }
    }

    private void play(String door, Path file) throws IOException {
        Path own = Files.createTempDirectory(folder, "server");
        List<String> lines = Files.readAllLines(file);
        try (var first = new ScriptedMilter(lines, "1");
                var second = new ScriptedMilter(lines, "2")) {
            MainCf main = configuration(own, lines, first, second);
            try (var server = Mailroom.start(main);
                    var transcript = new Transcript(server.address(door), own.resolve("mail"))) {
                transcript.play(file);
            }
            LogLines.await(own.resolve("mail.log"), lines);
        }
    }

    private static MainCf configuration(
            Path own, List<String> lines, ScriptedMilter first, ScriptedMilter second)
            throws IOException {
        Files.createDirectory(own.resolve("mail"));
        String parameters =
                lines.stream()
                        .filter(line -> line.startsWith("given "))
                        .map(line -> line.substring("given ".length()) + "\n")
                        .collect(Collectors.joining())
                        .replace("MILTER_1", first.address())
                        .replace("MILTER_2", second.address())
                        .replace("NOBODY", "inet:127.0.0.1:" + DEAD_PORT);
        Files.writeString(own.resolve("users"), "demo:{PLAIN}secret\nalice:{PLAIN}secret\n");
        Files.writeString(own.resolve("main.cf"), TestConfiguration.text() + parameters);
        return MainCf.load(own, List.of());
    }
}
