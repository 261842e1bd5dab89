// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file of mail. Reading is safe for use by several threads; all else is for one at a time.
public interface MailFile extends Closeable {

    /// A lock on the whole file, of the kind that conflicts with those of other programs.
    enum Lock {
        SHARED,
        EXCLUSIVE
    }

    /// Reads at a position until `target` is full or the file ends; answers what was read.
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all that remains in `octets` at a position.
    void write(ByteBuffer octets, long position) throws IOException;

    void truncate(long octets) throws IOException;

    /// Makes the content durable (fdatasync). After a failure nothing that was written since the
    /// last success may be taken for durable, whatever a later call says.
    void sync() throws IOException;

    FileStamp stamp() throws IOException;

    /// Takes a lock if it can be had at once.
    boolean tryLock(Lock lock) throws IOException;

    void unlock() throws IOException;
}
