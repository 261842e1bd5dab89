// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Plays the IMAP transcripts of the server against the IMAP part alone.
class ImapTranscriptsTest {
    private static final Path TRANSCRIPTS =
            Path.of("../mail-server/src/test/resources/transcripts/imap");

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
        try (var server = new ImapFixture(own, new MemoryStore(), ImapFixture.settings(own), 0);
                var transcript = new Transcript(server.address())) {
            transcript.play(file);
        }
    }
}
