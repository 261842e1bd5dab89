// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.IOException;
import java.util.List;

/// One folder of a disk, as the journal and the queue use it: flat file names, and a way to make
/// creations and deletions durable. Safe for use by several threads.
///
/// A seam for tests: the other form of it forgets what was not synced, and fails on demand.
public interface Disk {

    /// Creates a file that must not exist yet. Its name is durable after `sync`.
    DiskFile create(String name) throws IOException;

    /// Opens a file that exists, for reading and writing.
    DiskFile open(String name) throws IOException;

    void delete(String name) throws IOException;

    /// The names of all files, sorted.
    List<String> names() throws IOException;

    /// Whether there is a file of that name.
    default boolean has(String name) throws IOException {
        return names().contains(name);
    }

    /// Makes creations and deletions durable.
    void sync() throws IOException;

    /// Octets that can still be written here.
    long usableOctets() throws IOException;

    /// Whether trouble came from a disk, or a quota, without room.
    static boolean isFull(IOException trouble) {
        String text = String.valueOf(trouble.getMessage());
        return text.contains("No space left") || text.contains("quota exceeded");
    }
}
