// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// New files and directories that only their owner can read: there is mail in them.
final class PrivateFiles {
    private PrivateFiles() {}

    /// @throws java.nio.file.FileAlreadyExistsException where there is something
    static OutputStream create(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return new BufferedOutputStream(
                Channels.newOutputStream(Files.newByteChannel(file, options, mode)));
    }

    static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
