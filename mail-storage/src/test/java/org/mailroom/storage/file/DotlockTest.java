// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.storage.file.LockedFile.Heir;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile.Lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// Lock files beside mailboxes, when others make, break and leave theirs at any time.
class DotlockTest {
    @TempDir private Path folder;

    @Test
    void takesNoLockFileOfAnotherContainerForOneOfADeadProcess() throws IOException {
        ProcessMark own = ProcessMark.own();
        var other = new ProcessMark(own.pid(), "pid:[1]", "1", own.boot(), own.host());

        assertThat(other.isDead(own)).isFalse();
        assertThat(ProcessMark.parse(other.text())).contains(other);
    }

    @Test
    void leavesALockFileThatIsNotItsOwnAnyMore() throws IOException {
        Path mailbox = Files.createDirectory(folder.resolve("own")).resolve("demo");
        Path dotlock = mailbox.resolveSibling("demo.lock");
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));
        var locking = new Locking(LockKinds.DEFAULT, 1, Duration.ZERO, Duration.ofMinutes(5));
        try (var locked =
                new LockedFile(files, mailbox, locking, InstantSource.system(), Heir.INDEX)) {
            locked.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);
            Files.delete(dotlock);
            Files.writeString(dotlock, "1234\n");

            locked.unlock();
        }

        assertThat(dotlock).hasContent("1234\n");
    }

    @Test
    void touchesALockFileThatIsHeldForLongAndIsItsOwn() throws IOException {
        Path mailbox = Files.createDirectory(folder.resolve("long")).resolve("demo");
        Path dotlock = mailbox.resolveSibling("demo.lock");
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));
        var locking = new Locking(LockKinds.DEFAULT, 1, Duration.ZERO, Duration.ofMinutes(5));
        var now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
        try (var locked = new LockedFile(files, mailbox, locking, now::get, Heir.INDEX)) {
            locked.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);
            Instant taken = Files.getLastModifiedTime(dotlock).toInstant();

            now.updateAndGet(time -> time.plusSeconds(10));
            locked.keepFresh();
            assertThat(Files.getLastModifiedTime(dotlock).toInstant()).isEqualTo(taken);
            now.updateAndGet(time -> time.plusSeconds(10));
            locked.keepFresh();
            assertThat(Files.getLastModifiedTime(dotlock).toInstant()).isEqualTo(now.get());

            Files.delete(dotlock);
            Files.writeString(dotlock, "1234\n");
            Files.setLastModifiedTime(dotlock, FileTime.from(taken));
            now.updateAndGet(time -> time.plusSeconds(20));
            locked.keepFresh();
            assertThat(Files.getLastModifiedTime(dotlock).toInstant()).isEqualTo(taken);
        }
    }

    @Test
    void doesNotRemoveALockFileThatHasTakenThePlaceOfAStaleOne() throws IOException {
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));
        Path dotlock = Files.writeString(folder.resolve("x.lock"), "1234\n");
        Instant longAgo = Instant.now().minusSeconds(600);

        assertThat(files.removeUntouched(dotlock, longAgo)).isFalse();
        assertThat(dotlock).hasContent("1234\n");
        Files.setLastModifiedTime(dotlock, FileTime.from(longAgo.minusSeconds(1)));
        assertThat(files.removeUntouched(dotlock, longAgo)).isTrue();
        assertThat(dotlock).doesNotExist();
    }

    @Test
    void leavesMailboxesWithNamesLikeThoseOfItsOwnFiles() throws IOException {
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("missing/pattern"));
        Path mailbox = Files.writeString(folder.resolve("y.lock.mailroom"), "mail");

        files.overwrite(folder.resolve("y.lock"), "text");

        assertThat(mailbox).hasContent("mail");
    }

    @Test
    @Timeout(30)
    void waitsForNobodyAtAPipeInPlaceOfALockFile() throws Exception {
        Path mailbox = folder.resolve("piped");
        int made =
                new ProcessBuilder("mkfifo", folder.resolve("piped.lock").toString())
                        .start()
                        .waitFor();
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));
        var locking = new Locking(LockKinds.DEFAULT, 1, Duration.ZERO, Duration.ofMinutes(5));

        assertThat(made).isZero();
        try (var locked =
                new LockedFile(files, mailbox, locking, InstantSource.system(), Heir.INDEX)) {
            assertThatThrownBy(() -> locked.lock(Lock.EXCLUSIVE, Patience.ONE_TRY))
                    .isInstanceOf(LockedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatADeadServerHasBegunToTheNextServer(Lock lock) throws IOException {
        Path mailbox = Files.writeString(folder.resolve("half"), "half done");
        ProcessMark own = ProcessMark.own();
        var dead = new ProcessMark(own.pid(), own.namespace(), "1", own.boot(), own.host());
        Path dotlock = Files.writeString(folder.resolve("half.lock"), dead.text());
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));
        var locking = new Locking(LockKinds.DEFAULT, 1, Duration.ZERO, Duration.ofMinutes(5));

        try (var visitor =
                new LockedFile(files, mailbox, locking, InstantSource.system(), Heir.NONE)) {
            assertThatThrownBy(() -> visitor.lock(lock, Patience.ONE_TRY))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("start the server");
        }
        assertThat(dotlock).hasContent(dead.text());

        try (var server =
                new LockedFile(files, mailbox, locking, InstantSource.system(), Heir.INDEX)) {
            server.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);
            server.unlock();
        }
        assertThat(dotlock).doesNotExist();
    }
}
