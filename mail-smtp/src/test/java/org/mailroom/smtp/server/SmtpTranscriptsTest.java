// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.Transcript;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Plays the SMTP transcripts of the server against the SMTP part alone: those of `smtp` at port
/// 25, those of `submission` at 587.
class SmtpTranscriptsTest {
    private static final Path TRANSCRIPTS =
            Path.of("../mail-server/src/test/resources/transcripts");

    @TempDir Path folder;

    @TestFactory
    List<DynamicTest> relay() throws IOException {
        return transcripts("smtp", Purpose.RELAY);
    }

    @TestFactory
    List<DynamicTest> submission() throws IOException {
        return transcripts("submission", Purpose.SUBMISSION);
    }

    private List<DynamicTest> transcripts(String name, Purpose purpose) throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS.resolve(name))) {
            return files.sorted()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            file.getFileName().toString(),
                                            () -> play(file, purpose)))
                    .toList();
        }
    }

    private void play(Path file, Purpose purpose) throws IOException {
        Path own = Files.createTempDirectory(folder, "transcript");
        try (var server = new SmtpFixture(own, Given.in(file), purpose);
                var transcript = new Transcript(server.address())) {
            transcript.play(file);
        }
    }
}
