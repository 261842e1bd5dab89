// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// A system call that failed.
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ELOOP = 40;
    static final int EDQUOT = 122;

    private final int errno;

    PosixException(String call, int errno) {
        super(call + ": " + text(errno));
        this.errno = errno;
    }

    public boolean isMissing() {
        return errno == ENOENT;
    }

    /// A lock is another's.
    public boolean isAgain() {
        return errno == EAGAIN || errno == EACCES;
    }

    public boolean isDiskFull() {
        return errno == ENOSPC;
    }

    public boolean isOverQuota() {
        return errno == EDQUOT;
    }

    /// The same as Java would have thrown it for a file.
    FileSystemException about(Path path) {
        String name = path.toString();
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(name);
            case EACCES -> new AccessDeniedException(name);
            case ENOTDIR -> new NotDirectoryException(name);
            default -> new FileSystemException(name, null, text(errno));
        };
    }

    private static String text(int errno) {
        return switch (errno) {
            case EPERM -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EIO -> "Input/output error";
            case EAGAIN -> "Resource temporarily unavailable";
            case EACCES -> "Permission denied";
            case ENOTDIR -> "Not a directory";
            case EISDIR -> "Is a directory";
            case ENFILE, EMFILE -> "Too many open files";
            case EFBIG -> "File too large";
            case ENOSPC -> "No space left on device";
            case EROFS -> "Read-only file system";
            case ELOOP -> "Is a symbolic link";
            case EDQUOT -> "Disk quota exceeded";
            default -> "error " + errno;
        };
    }
}
