// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.mailroom.core.net.FilesIn;
import org.mailroom.core.net.Transcript;
import org.mailroom.smtp.server.SmtpSettings.Purpose;

import java.io.IOException;
import java.nio.file.Path;

/// Plays the SMTP transcripts of the server against the SMTP part alone: those of `smtp` and
/// `screen` at port 25, those of `submission` at 587.
class SmtpTranscriptsTest {
    @TempDir Path folder;

    @ParameterizedTest
    @FilesIn("../mail-server/src/test/resources/transcripts/smtp")
    void relay(Path file) throws IOException {
        play(file, Purpose.RELAY);
    }

    @ParameterizedTest
    @FilesIn("../mail-server/src/test/resources/transcripts/screen")
    void screen(Path file) throws IOException {
        play(file, Purpose.RELAY);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/dnsbl")
    void dnsbl(Path file) throws IOException {
        play(file, Purpose.RELAY);
    }

    @ParameterizedTest
    @FilesIn("../mail-server/src/test/resources/transcripts/submission")
    void submission(Path file) throws IOException {
        play(file, Purpose.SUBMISSION);
    }

    private void play(Path file, Purpose purpose) throws IOException {
        try (var server = new SmtpFixture(folder, Given.in(file), purpose)) {
            try (var transcript = new Transcript(server.address())) {
                transcript.play(file);
            }
            server.drain();
            Aftermath.in(file).compare(server);
        }
    }
}
