// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class FolderLockTest {
    @Test
    void letsOnlyOneServerUseAFolder(@TempDir Path folder) throws IOException {
        FolderLock lock = FolderLock.take(folder);

        assertThatThrownBy(() -> FolderLock.take(folder))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(
                        "in use by another Mailroom (process " + ProcessHandle.current().pid());

        assertThat(locksOn(folder.resolve(".lock"))).isOne();
        lock.close();
        FolderLock.take(folder).close();
    }

    // What the kernel knows: a lock that is gone there keeps no other process away.
    private static long locksOn(Path file) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        String process = " " + ProcessHandle.current().pid() + " ";
        try (var locks = Files.lines(Path.of("/proc/locks"))) {
            return locks.filter(line -> line.contains(inode) && line.contains(process)).count();
        }
    }
}
