// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import org.mailroom.core.posix.FileFacts;
import org.mailroom.core.posix.Posix;
import org.mailroom.core.posix.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A file by its descriptor. Locks are those of the open file (`F_OFD_SETLK`): they conflict with
/// the fcntl locks of other programs, and do not vanish when another descriptor is closed.
final class PosixFile implements MailFile {
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    private static final int FLOCK_OCTETS = 32;
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    private final int descriptor;
    private final LockKinds kinds;

    /// A number that was closed soon belongs to another file: nobody may use it after `close`.
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private boolean closed;

    PosixFile(int descriptor, LockKinds kinds) {
        this.descriptor = descriptor;
        this.kinds = kinds;
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
        return FileStamp.of(facts());
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

    FileFacts facts() throws IOException {
        return use(FileFacts::of);
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
