// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.NewMessage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Consumer;

/// Writes mail into a new file or directory. Messages come folder by folder.
public interface ArchiveWriter extends Closeable {
    /// How many keywords the messages of a folder can have in a Maildir.
    int MAILDIR_KEYWORDS = MaildirFlags.MAX_KEYWORDS;

    enum Format {
        /// A file for one folder, a directory with a file for each of several.
        MBOX,
        /// A Maildir, with the other folders inside it (Maildir++).
        MAILDIR,
        /// A zip file with an mbox file for each folder.
        ZIP
    }

    /// How much is written.
    enum Extent {
        ONE_FOLDER,
        ALL_FOLDERS
    }

    /// Begins a folder; messages that follow lie in it.
    void folder(String name) throws IOException;

    void write(NewMessage message) throws IOException;

    /// Makes the file or directory.
    ///
    /// @param leftOut told once of each keyword in a folder that the format has no room for
    /// @throws FileAlreadyExistsException where there is something: nothing is overwritten
    /// @throws NoSuchFileException where the directory it would lie in is missing
    static ArchiveWriter create(
            Path target, Format format, Extent extent, ZoneId zone, Consumer<String> leftOut)
            throws IOException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path directory = target.toAbsolutePath().resolveSibling(".").normalize();
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        return switch (format) {
            case MBOX -> new MboxFiles(target, extent, zone);
            case MAILDIR -> new MaildirWriter(target, leftOut);
            case ZIP -> new ZipWriter(target, zone);
        };
    }
}
