// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/// The user that programs of tests run as: who runs the tests, or nobody where that is root.
final class ProgramUser {
    static final boolean IS_ROOT = System.getProperty("user.name").equals("root");
    static final String NAME = IS_ROOT ? "nobody" : System.getProperty("user.name");

    private ProgramUser() {}

    /// His line in passwd(5).
    static String entry() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.filter(line -> line.startsWith(NAME + ":")).findFirst().orElseThrow();
        }
    }

    /// A new folder in `folder` that programs may fill.
    static Path folder(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path open = Files.createDirectory(folder.resolve("open"));
        return Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
}
