// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.mailroom.core.net.FilesIn;
import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Plays the POP3 transcripts of the server against the POP3 part alone.
class Pop3TranscriptsTest {
    private static final String MAILBOX = "given mailbox demo = ";

    @TempDir Path folder;

    @ParameterizedTest
    @FilesIn("../mail-server/src/test/resources/transcripts/pop3")
    void play(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(MAILBOX)) {
                Pop3Fixture.fill(folder, line.substring(MAILBOX.length()));
            }
        }
        try (var server = new Pop3Fixture(folder, Pop3Fixture.SETTINGS);
                var transcript = new Transcript(server.address())) {
            transcript.play(file);
        }
    }
}
