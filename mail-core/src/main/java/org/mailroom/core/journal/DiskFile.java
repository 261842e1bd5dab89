// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file. Reading is safe for use by several threads; writing is one thread's.
public interface DiskFile extends Closeable {

    /// Writes all that remains in `octets` at a position.
    void write(ByteBuffer octets, long position) throws IOException;

    /// Reads at a position until `target` is full or the file ends; answers what was read.
    int read(ByteBuffer target, long position) throws IOException;

    /// Makes the content durable (fdatasync). After a failure the file is of no more use: the
    /// kernel may take pages for clean that never reached the disk.
    void sync() throws IOException;

    long size() throws IOException;
}
