// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// What `statx` tells of a file. Times are nanoseconds since 1970.
public record FileFacts(
        int mode,
        int links,
        int owner,
        long device,
        long inode,
        long octets,
        long modifiedNanos,
        long changedNanos) {
    private static final int GROUP_WRITE = 020;
    private static final int OTHERS_WRITE = 02;

    private static final int STATX_OCTETS = 256;
    private static final int STATX_BASIC = 0x7ff;
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int S_IFMT = 0xf000;
    private static final int S_IFREG = 0x8000;
    private static final long NANOS = 1_000_000_000;

    /// Of a file that is open, whatever has become of its name.
    public static FileFacts of(int file) throws PosixException {
        return of(file, "", AT_EMPTY_PATH);
    }

    /// Of what has that name, which may be a link.
    public static FileFacts of(Path path) throws PosixException {
        return of(AT_FDCWD, path.toString(), AT_SYMLINK_NOFOLLOW);
    }

    private static FileFacts of(int folder, String path, int flags) throws PosixException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment facts = memory.allocate(STATX_OCTETS, Long.BYTES);
            Posix.statx(folder, path, flags, STATX_BASIC, facts);
            long device =
                    ((long) facts.get(ValueLayout.JAVA_INT, 136) << 32)
                            | facts.get(ValueLayout.JAVA_INT, 140);
            return new FileFacts(
                    facts.get(ValueLayout.JAVA_SHORT, 28) & 0xffff,
                    facts.get(ValueLayout.JAVA_INT, 16),
                    facts.get(ValueLayout.JAVA_INT, 20),
                    device,
                    facts.get(ValueLayout.JAVA_LONG, 32),
                    facts.get(ValueLayout.JAVA_LONG, 40),
                    nanos(facts, 112),
                    nanos(facts, 96));
        }
    }

    private static long nanos(MemorySegment facts, long at) {
        return facts.get(ValueLayout.JAVA_LONG, at) * NANOS
                + facts.get(ValueLayout.JAVA_INT, at + Long.BYTES);
    }

    public boolean isRegular() {
        return (mode & S_IFMT) == S_IFREG;
    }

    public boolean othersMayWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    public boolean groupMayWrite() {
        return (mode & GROUP_WRITE) != 0;
    }
}
