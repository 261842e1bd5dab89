// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Plays the POP3 transcripts of the server against the POP3 part alone.
class Pop3TranscriptsTest {
    private static final Path TRANSCRIPTS =
            Path.of("../mail-server/src/test/resources/transcripts/pop3");
    private static final String MAILBOX = "given mailbox demo = ";

    @TempDir Path folder;

    @TestFactory
    List<DynamicTest> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> play(f)))
                    .toList();
        }
    }

    private void play(Path file) throws IOException {
        Path own = Files.createTempDirectory(folder, "transcript");
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(MAILBOX)) {
                Pop3Fixture.fill(own, line.substring(MAILBOX.length()));
            }
        }
        try (var server = new Pop3Fixture(own, Pop3Fixture.SETTINGS);
                var transcript = new Transcript(server.address())) {
            transcript.play(file);
        }
    }
}
