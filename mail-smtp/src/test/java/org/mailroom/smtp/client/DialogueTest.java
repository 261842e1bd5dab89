// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.mailroom.core.net.FilesIn;

import java.io.IOException;
import java.nio.file.Path;

/// Plays the dialogues of the SMTP client with other servers: see `DialogueScript`.
class DialogueTest {
    @TempDir Path folder;

    @ParameterizedTest
    @FilesIn("src/test/resources/dialogues")
    void play(Path file) throws IOException {
        DialogueScript.read(file).play(folder);
    }
}
