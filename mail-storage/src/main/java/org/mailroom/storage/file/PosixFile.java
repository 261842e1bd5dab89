// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A file by its descriptor. Locks are those of the open file (`F_OFD_SETLK`): they conflict with
/// the fcntl locks of other programs, and do not vanish when another descriptor is closed.
final class PosixFile implements MailFile {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    private static final int FLOCK_OCTETS = 32;
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    private static final int STATX_OCTETS = 256;
    private static final int STATX_BASIC = 0x7ff;
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int S_IFMT = 0xf000;
    private static final int S_IFREG = 0x8000;
    private static final long NANOS = 1_000_000_000;

    private final int descriptor;
    private final LockKinds kinds;

    /// A number that was closed soon belongs to another file: nobody may use it after `close`.
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private boolean closed;

    PosixFile(int descriptor, LockKinds kinds) {
        this.descriptor = descriptor;
        this.kinds = kinds;
    }

    /// The value of `O_NOFOLLOW`, which is not the same on all processors.
    static int noFollow() {
        return System.getProperty("os.arch", "").equals("aarch64") ? 0x8000 : 0x20000;
    }

    private interface Use<T> {
        T with(int descriptor) throws IOException;
    }

    private <T> T use(Use<T> use) throws IOException {
        life.readLock().lock();
        try {
            if (closed) {
                throw new IOException("the file is closed");
            }
            return use.with(descriptor);
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return use(
                file ->
                        target.isDirect()
                                ? readDirect(file, target, position)
                                : readCopied(file, target, position));
    }

    private static int readDirect(int file, ByteBuffer target, long position) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int n = (int) Posix.pread(file, MemorySegment.ofBuffer(target), position + total);
            if (n == 0) {
                break;
            }
            target.position(target.position() + n);
            total += n;
        }
        return total;
    }

    private static int readCopied(int file, ByteBuffer target, long position) throws IOException {
        try (Arena memory = Arena.ofConfined()) {
            ByteBuffer copy = memory.allocate(target.remaining()).asByteBuffer();
            int total = readDirect(file, copy, position);
            target.put(copy.flip());
            return total;
        }
    }

    @Override
    public void write(ByteBuffer octets, long position) throws IOException {
        var _ =
                use(
                        file -> {
                            try (Arena memory = Arena.ofConfined()) {
                                MemorySegment copy = memory.allocate(octets.remaining());
                                copy.copyFrom(MemorySegment.ofBuffer(octets));
                                writeAll(file, copy, position);
                                octets.position(octets.limit());
                            }
                            return octets;
                        });
    }

    private static void writeAll(int file, MemorySegment octets, long position) throws IOException {
        long done = 0;
        while (done < octets.byteSize()) {
            done += Posix.pwrite(file, octets.asSlice(done), position + done);
        }
    }

    @Override
    public void truncate(long octets) throws IOException {
        var _ =
                use(
                        file -> {
                            Posix.ftruncate(file, octets);
                            return file;
                        });
    }

    @Override
    public void sync() throws IOException {
        var _ =
                use(
                        file -> {
                            Posix.fdatasync(file);
                            return file;
                        });
    }

    @Override
    public FileStamp stamp() throws IOException {
        return use(file -> facts(file, "", AT_EMPTY_PATH).stamp());
    }

    @Override
    public boolean tryLock(Lock lock) throws IOException {
        return use(file -> tryLock(file, lock));
    }

    private boolean tryLock(int file, Lock lock) throws IOException {
        try {
            if (kinds.flock()) {
                Posix.flock(file, (lock == Lock.SHARED ? LOCK_SH : LOCK_EX) | LOCK_NB);
            }
            if (kinds.fcntl()) {
                setLock(file, lock == Lock.SHARED ? F_RDLCK : F_WRLCK);
            }
            return true;
        } catch (PosixException e) {
            unlock(file);
            if (e.isAgain()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void unlock() throws IOException {
        var _ =
                use(
                        file -> {
                            unlock(file);
                            return file;
                        });
    }

    private void unlock(int file) throws IOException {
        if (kinds.fcntl()) {
            setLock(file, F_UNLCK);
        }
        if (kinds.flock()) {
            Posix.flock(file, LOCK_UN);
        }
    }

    // struct flock: type, whence, start and length (0: to the end, however it grows), no process
    private static void setLock(int file, short type) throws PosixException {
        byte[] lock = new byte[FLOCK_OCTETS];
        ByteBuffer.wrap(lock).order(ByteOrder.nativeOrder()).putShort(type);
        Posix.fcntl(file, F_OFD_SETLK, lock);
    }

    /// What `statx` tells.
    record Facts(int mode, int links, int owner, FileStamp stamp) {
        boolean isRegular() {
            return (mode & S_IFMT) == S_IFREG;
        }
    }

    Facts facts() throws IOException {
        return use(file -> facts(file, "", AT_EMPTY_PATH));
    }

    static Facts facts(Path path) throws PosixException {
        return facts(AT_FDCWD, path.toString(), AT_SYMLINK_NOFOLLOW);
    }

    private static Facts facts(int folder, String path, int flags) throws PosixException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment facts = memory.allocate(STATX_OCTETS, Long.BYTES);
            Posix.statx(folder, path, flags, STATX_BASIC, facts);
            long device =
                    ((long) facts.get(ValueLayout.JAVA_INT, 136) << 32)
                            | facts.get(ValueLayout.JAVA_INT, 140);
            return new Facts(
                    facts.get(ValueLayout.JAVA_SHORT, 28) & 0xffff,
                    facts.get(ValueLayout.JAVA_INT, 16),
                    facts.get(ValueLayout.JAVA_INT, 20),
                    new FileStamp(
                            device,
                            facts.get(ValueLayout.JAVA_LONG, 32),
                            facts.get(ValueLayout.JAVA_LONG, 40),
                            nanos(facts, 112),
                            nanos(facts, 96)));
        }
    }

    private static long nanos(MemorySegment facts, long at) {
        return facts.get(ValueLayout.JAVA_LONG, at) * NANOS
                + facts.get(ValueLayout.JAVA_INT, at + Long.BYTES);
    }

    @Override
    public void close() throws IOException {
        life.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Posix.close(descriptor);
            }
        } finally {
            life.writeLock().unlock();
        }
    }
}
