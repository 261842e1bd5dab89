// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.core.journal.Disk;

import java.io.IOException;

/// The folder of an index, which may go away at any time.
public interface IndexFolder {
    /// Makes it where it is missing.
    Disk made() throws IOException;
}
