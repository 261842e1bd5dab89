// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.folder;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Gives each new mailbox a UIDVALIDITY of its own: the time in seconds, and never the same twice
/// (RFC 9051 §2.3.1.1), not even after a restart. Up to where they may have been given stands in a
/// file, ahead of them, so that it is seldom written. Safe for use by several threads.
public final class UidValidities {
    private static final int AHEAD = 1000;
    private static final long MAX = 0x7fff_ffffL;

    private final InstantSource clock;
    private final FolderFiles files;
    private final Path file;

    @GuardedBy("this")
    private long last;

    @GuardedBy("this")
    private long reserved;

    /// @param file in a folder that exists
    public UidValidities(InstantSource clock, FolderFiles files, Path file) throws IOException {
        this.clock = clock;
        this.files = files;
        this.file = file;
        this.reserved = reserved(file);
        this.last = reserved;
    }

    private static long reserved(Path file) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        boolean isWhole = lines.size() == 1 && lines.getFirst().matches("[0-9]{1,10}");
        return isWhole ? Long.parseLong(lines.getFirst()) : 0;
    }

    public synchronized long next() throws IOException {
        long now = clock.instant().getEpochSecond() & MAX;
        long next = Math.max(last + 1, now);
        if (next > reserved) {
            files.write(file, List.of(Long.toString(next + AHEAD)));
            reserved = next + AHEAD;
        }
        last = next;
        return next;
    }
}
