// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;

/// What changes the directories of folders. Each change is one step that happens or does not, and
/// is durable when it has.
///
/// A seam for tests: the other form of it stops before or after any step.
public interface FolderFiles {

    /// Creates a directory and those above it, where they are missing.
    void createDirectory(Path directory) throws IOException;

    /// Creates an empty file.
    void createFile(Path file) throws IOException;

    /// Creates a file with this content.
    void create(Path file, InputStream content) throws IOException;

    /// Deletes a file, or an empty directory.
    void delete(Path path) throws IOException;

    void move(Path from, Path to) throws IOException;

    /// Gives a file other lines, which it has as a whole or not at all.
    void write(Path file, Collection<String> lines) throws IOException;
}
