// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Plays the dialogues of the SMTP client with other servers: see `DialogueScript`.
class DialogueTest {
    @TempDir Path folder;

    @TestFactory
    List<DynamicTest> dialogues() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/dialogues"))) {
            return files.sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> play(f)))
                    .toList();
        }
    }

    private void play(Path file) throws IOException {
        DialogueScript.read(file).play(Files.createTempDirectory(folder, "dialogue"));
    }
}
