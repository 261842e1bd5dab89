// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import org.mailroom.core.posix.FileFacts;

/// What tells whether a file has been changed or replaced since it was looked at. Times are
/// nanoseconds since 1970.
public record FileStamp(
        long device, long inode, long octets, long modifiedNanos, long changedNanos) {

    /// Of a file that is not there.
    public static final FileStamp ABSENT = new FileStamp(0, 0, 0, 0, 0);

    static FileStamp of(FileFacts facts) {
        return new FileStamp(
                facts.device(),
                facts.inode(),
                facts.octets(),
                facts.modifiedNanos(),
                facts.changedNanos());
    }

    public boolean isSameFile(FileStamp other) {
        return device == other.device && inode == other.inode;
    }
}
