// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The files of mail, by path. Safe for use by several threads.
///
/// A seam for tests: the other form of it forgets what was not synced, and fails on demand.
public interface MailFiles {

    /// Opens a regular file that has one name only and is no symbolic link; empty where there is
    /// none.
    Optional<MailFile> open(Path path) throws IOException;

    /// The same, creating an empty file where there is none.
    MailFile openOrCreate(Path path) throws IOException;

    /// `FileStamp.ABSENT` where there is no file.
    FileStamp stamp(Path path) throws IOException;

    /// Creates a file with this content; answers false where one exists (`O_EXCL`).
    boolean createExclusive(Path path, String content) throws IOException;

    /// Gives a file that is there other content.
    void overwrite(Path path, String content) throws IOException;

    /// The beginning of a small file; empty where there is none. Of what is no file, or may not be
    /// read, nothing is told.
    Optional<String> content(Path path) throws IOException;

    /// When a file was last written; empty where there is none.
    Optional<Instant> modified(Path path) throws IOException;

    /// Has a file look as if it was written at a time. A link is left alone.
    void touch(Path path, Instant time) throws IOException;

    /// Removes a file that was last written before a time; answers false where it is another one
    /// meanwhile, which stays.
    boolean removeUntouched(Path path, Instant since) throws IOException;

    /// Creates a folder and those above it, where they are missing.
    void createFolders(Path folder) throws IOException;

    void delete(Path path) throws IOException;

    /// Makes creations and deletions in a folder durable.
    void syncFolder(Path folder) throws IOException;
}
