// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.Transcript;
import org.mailroom.storage.mailbox.MboxStore;
import org.mailroom.storage.mailbox.StoreSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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
        var settings =
                StoreSettings.in(
                        own.resolve("spool"),
                        own.resolve("virtual"),
                        own.resolve("folders"),
                        own.resolve("index"));
        try (var store = MboxStore.open(settings, InstantSource.system());
                var server = new ImapFixture(own, store, ImapFixture.settings(own), 0);
                var transcript = new Transcript(server.address())) {
            transcript.play(file);
        }
    }
}
