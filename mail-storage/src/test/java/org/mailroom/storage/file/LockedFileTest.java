// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.storage.file.LockedFile.Heir;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile.Lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

class LockedFileTest {
    @TempDir private Path folder;
    private Path path;
    private Path dotlock;

    @BeforeEach
    void name() {
        path = folder.resolve("mailbox");
        dotlock = folder.resolve("mailbox.lock");
    }

    private LockedFile file(LockKinds kinds) {
        var locking = new Locking(kinds, 5, Duration.ofMillis(5), Duration.ofMinutes(8));
        return new LockedFile(
                new PosixFiles(kinds, folder.resolve("pattern")),
                path,
                locking,
                InstantSource.system(),
                Heir.INDEX);
    }

    private static boolean locks(LockedFile file, Lock lock) throws IOException {
        try {
            file.lock(lock, Patience.ONE_TRY);
            return true;
        } catch (LockedException e) {
            return false;
        }
    }

    @Test
    void keepsOthersOut() throws IOException {
        for (LockKinds kinds :
                new LockKinds[] {
                    new LockKinds(true, false, false),
                    new LockKinds(false, true, false),
                    new LockKinds(false, false, true),
                    LockKinds.DEFAULT
                }) {
            try (LockedFile one = file(kinds);
                    LockedFile other = file(kinds)) {
                one.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);

                assertThat(locks(other, Lock.EXCLUSIVE)).as("%s", kinds).isFalse();
                one.unlock();
                assertThat(locks(other, Lock.EXCLUSIVE)).as("%s", kinds).isTrue();
                other.unlock();
                assertThat(dotlock).doesNotExist();
            }
        }
    }

    @Test
    void letsReadersInTogether() throws IOException {
        Files.createFile(path);
        try (LockedFile one = file(LockKinds.DEFAULT);
                LockedFile other = file(LockKinds.DEFAULT)) {
            one.lock(Lock.SHARED, Patience.ONE_TRY);

            assertThat(locks(other, Lock.SHARED)).isTrue();
            other.unlock();
            assertThat(locks(other, Lock.EXCLUSIVE)).isFalse();
        }
    }

    @Test
    void respectsAnFcntlLockOfAnotherProcess() throws Exception {
        assertRespected(
                "import fcntl,sys;f=open(sys.argv[1],'r+');fcntl.lockf(f,fcntl.LOCK_EX);"
                        + "print('locked',flush=True);sys.stdin.read()",
                new LockKinds(false, true, false));
    }

    @Test
    void respectsAFlockOfAnotherProcess() throws Exception {
        assertRespected(
                "import fcntl,sys;f=open(sys.argv[1],'r+');fcntl.flock(f,fcntl.LOCK_EX);"
                        + "print('locked',flush=True);sys.stdin.read()",
                new LockKinds(false, false, true));
    }

    private void assertRespected(String program, LockKinds kinds) throws Exception {
        Files.createFile(path);
        Optional<Process> started = python(program);
        assumeThat(started).as("python3 on this machine").isPresent();
        Process holder = started.get();
        try (LockedFile file = file(kinds)) {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");

            assertThat(locks(file, Lock.SHARED)).isFalse();
            assertThat(locks(file, Lock.EXCLUSIVE)).isFalse();
            holder.destroyForcibly().waitFor();

            assertThat(locks(file, Lock.EXCLUSIVE)).isTrue();
        } finally {
            holder.destroyForcibly();
        }
    }

    private Optional<Process> python(String program) {
        try {
            return Optional.of(
                    new ProcessBuilder("python3", "-c", program, path.toString()).start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void locksAgainstOtherProcesses() throws Exception {
        String program =
                """
                import fcntl,sys
                f=open(sys.argv[1],'r+')
                try:
                    fcntl.lockf(f,fcntl.LOCK_EX|fcntl.LOCK_NB);print('free')
                except OSError: print('busy')
                """;
        try (LockedFile file = file(LockKinds.DEFAULT)) {
            file.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);
            Optional<Process> other = python(program);
            assumeThat(other).as("python3 on this machine").isPresent();

            assertThat(other.get().inputReader().readLine()).isEqualTo("busy");
        }
    }

    @Test
    void giveUpAfterTheConfiguredTime() throws IOException {
        Files.writeString(dotlock, "0");
        try (LockedFile file = file(LockKinds.DEFAULT)) {
            assertThatExceptionOfType(LockedException.class)
                    .isThrownBy(() -> file.lock(Lock.EXCLUSIVE, Patience.AS_CONFIGURED));
        }
        assertThat(dotlock).exists();
    }

    @Test
    void removesALockFileThatNobodyHasTouchedForLong() throws IOException {
        Files.writeString(dotlock, "0");
        Instant longAgo = Instant.now().minus(Duration.ofMinutes(9));
        Files.setLastModifiedTime(dotlock, FileTime.from(longAgo));

        try (LockedFile file = file(LockKinds.DEFAULT)) {
            assertThat(locks(file, Lock.EXCLUSIVE)).isTrue();
            file.unlock();
        }
        assertThat(dotlock).doesNotExist();
    }

    @Test
    void takesOverTheLockFileOfADeadMailroom() throws IOException {
        ProcessMark own = ProcessMark.own();
        var dead = new ProcessMark(own.pid(), own.namespace(), "1", own.boot(), own.host());
        Files.writeString(dotlock, dead.text());

        try (LockedFile file = file(LockKinds.DEFAULT)) {
            assertThat(locks(file, Lock.EXCLUSIVE)).isTrue();
            assertThat(dotlock).hasContent(own.text().strip());
        }
    }

    @Test
    void leavesTheLockFileOfAMailroomOnAnotherMachineAlone() throws IOException {
        ProcessMark own = ProcessMark.own();
        Files.writeString(
                dotlock,
                new ProcessMark(own.pid(), own.namespace(), "1", own.boot(), "elsewhere").text());

        try (LockedFile file = file(LockKinds.DEFAULT)) {
            assertThat(locks(file, Lock.EXCLUSIVE)).isFalse();
        }
    }

    /// What another user has put under the name of a recipient is not that user's mailbox.
    @Test
    void opensNoFileThatBelongsToAnother() throws IOException {
        Files.createFile(path);
        assumeThat(System.getProperty("user.name")).as("may give files away").isEqualTo("root");
        Files.setAttribute(path, "unix:uid", 65_534);
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files.open(path))
                .withMessage("file belongs to user 65534");

        Path nobodys = Files.move(path, folder.resolve("nobody"));
        assertThat(files.open(nobodys)).isPresent();
    }

    @Test
    void followsAFileThatWasReplaced() throws IOException {
        Files.writeString(path, "old");
        try (LockedFile file = file(LockKinds.DEFAULT)) {
            file.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);
            file.unlock();
            Files.delete(path);
            Files.writeString(path, "new");

            file.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);

            ByteBuffer text = ByteBuffer.allocate(3);
            file.file().read(text, 0);
            assertThat(new String(text.array(), StandardCharsets.US_ASCII)).isEqualTo("new");
        }
    }

    @Test
    void locksWithAnotherNameOfOneFile() throws IOException {
        Path pattern = folder.resolve("pattern");
        try (LockedFile file = file(LockKinds.DEFAULT)) {
            file.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);

            assertThat(Files.isSameFile(dotlock, pattern)).isTrue();
            assertThat(Files.readString(dotlock)).isEqualTo(ProcessMark.own().text());
            Files.setLastModifiedTime(pattern, FileTime.from(Instant.EPOCH));

            file.unlock();
            file.lock(Lock.EXCLUSIVE, Patience.ONE_TRY);

            assertThat(Files.getLastModifiedTime(dotlock).toInstant())
                    .isAfter(Instant.now().minusSeconds(60));
            file.unlock();
            assertThat(dotlock).doesNotExist();
        }
    }

    @Test
    void locksWhereNoLinkIsPossible() throws IOException {
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("none/pattern"));
        String mark = ProcessMark.own().text();

        assertThat(files.createExclusive(dotlock, mark)).isTrue();
        assertThat(files.createExclusive(dotlock, mark)).isFalse();

        assertThat(Files.readString(dotlock)).isEqualTo(mark);
        assertThat(folder).isDirectoryContaining(file -> file.equals(dotlock));
    }

    @Test
    void knowsWhatWasWrittenTruncatedAndSynced() throws IOException {
        var files = new PosixFiles(LockKinds.DEFAULT, folder.resolve("pattern"));
        try (MailFile file = files.openOrCreate(path)) {
            file.write(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)), 5);
            file.truncate(12);
            file.sync();

            assertThat(file.stamp().octets()).isEqualTo(12);
            assertThat(file.stamp()).isEqualTo(files.stamp(path));
            assertThat(Files.readString(path)).isEqualTo("\0\0\0\0\0" + "0123456");
        }
        assertThat(files.stamp(folder.resolve("none"))).isEqualTo(FileStamp.ABSENT);
        assertThat(files.open(folder.resolve("none"))).isEmpty();
    }
}
