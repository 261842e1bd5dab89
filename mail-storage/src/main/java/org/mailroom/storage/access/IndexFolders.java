// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.FolderDisk;

import java.io.IOException;
import java.nio.file.Path;

/// The indexes below a directory. Each knows its mailbox by where it stands there, so that the
/// whole may be moved.
public record IndexFolders(Path root) implements Indexes {

    @Override
    public Disk in(Path folder) throws IOException {
        return FolderDisk.in(folder);
    }

    @Override
    public String mailbox(Path folder) {
        return root.relativize(folder).toString();
    }
}
