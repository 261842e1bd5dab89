// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.journal.SimulatedDisk.Faults;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.file.SimulatedFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

class MboxCareTest {
    /// Long enough to be written in several pieces; the second message lacks the empty line before.
    private static final String DAMAGED =
            "From a@example.org Mon Nov 23 10:00:00 2026\nSubject: one\n\n"
                    + "lorem ipsum dolor\n".repeat(60_000)
                    + "From b@example.org Mon Nov 23 10:00:00 2026\nSubject: two\n\ntwo\n\n";

    private static final Locking LOCKING =
            new Locking(LockKinds.DEFAULT, 3, Duration.ofMillis(20), Duration.ofMinutes(5));

    @TempDir private Path folder;

    /// @param failing the number of the operation that fails
    /// @return whether all went well
    private boolean repair(int failing) throws IOException {
        var faults = new Faults();
        var files = new SimulatedFiles(faults, new Random(failing));
        Path path = folder.resolve("ann" + failing);
        files.append(path, DAMAGED.getBytes(StandardCharsets.US_ASCII));
        var care = new MboxCare(LOCKING, folder, ZoneOffset.UTC, InstantSource.system());
        var locked =
                new LockedFile(files, path, LOCKING, InstantSource.system(), LockedFile.Heir.NONE);
        try (locked) {
            locked.lock(MailFile.Lock.EXCLUSIVE, Patience.AS_CONFIGURED);
            faults.fail(
                    faults.operations() + failing,
                    faults.operations() + failing,
                    "No space left on device");
            Throwable trouble = catchThrowable(() -> care.repair(locked));
            faults.heal();
            locked.unlock();
            String left = new String(files.octets(path), StandardCharsets.US_ASCII);
            if (trouble == null) {
                assertThat(left).isEqualTo(DAMAGED.replace("\nFrom b", "\n\nFrom b"));
                assertThat(folder.resolve("ann" + failing + ".before-repair")).hasContent(DAMAGED);
                return true;
            }
            assertThat(trouble).hasMessageContaining("No space left on device");
            assertThat(left).isEqualTo(DAMAGED);
            assertThat(folder.resolve("ann" + failing + ".before-repair")).doesNotExist();
            return false;
        }
    }

    @Test
    void leavesTheFileAsItWasWhereThereIsNoRoom() throws IOException {
        int failing = 1;
        while (!repair(failing)) {
            failing++;
        }
        assertThat(failing).isGreaterThan(4);
    }

    /// A minute passes each time somebody looks; who repairs waits then until the lock file has
    /// been touched.
    private record SlowClock(Path lockFile, AtomicReference<Instant> now) implements InstantSource {
        @Override
        public Instant instant() {
            Instant start = now.getAndUpdate(time -> time.plusSeconds(60));
            if (Thread.currentThread().getName().startsWith("mbox-repair")) {
                await().until(() -> touched().isAfter(start));
            }
            return start;
        }

        private Instant touched() throws IOException {
            return Files.getLastModifiedTime(lockFile).toInstant();
        }
    }

    @Test
    void touchesTheLockFileWhileItMends() throws IOException {
        Path path =
                Files.writeString(
                        folder.resolve("ann"), "Subject: no From line\n\ntext\n\n" + DAMAGED);
        var clock = new SlowClock(folder.resolve("ann.lock"), new AtomicReference<>(Instant.now()));
        var care = new MboxCare(LOCKING, folder, ZoneOffset.UTC, clock);

        assertThat(care.repair(path).before()).isPresent();
        assertThat(care.check(path)).isEmpty();
    }
}
