// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.mailroom.core.journal.Disk;

import java.io.IOException;
import java.nio.file.Path;

/// Where the indexes of a store are.
public interface Indexes {
    /// Makes the folder of an index.
    Disk in(Path folder) throws IOException;

    /// The name by which the index in a folder knows its mailbox.
    String mailbox(Path folder);
}
