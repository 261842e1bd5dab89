// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// A mailbox file and the locks on it. Stays open between uses; after each locking it is made sure
/// that it is still the file of that name. For one thread at a time, but for `reading`.
public final class LockedFile implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LockedFile.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private final MailFiles files;
    private final Path path;
    private final Locking locking;
    private final Dotlock dotlock;
    private volatile @Nullable MailFile file;
    private volatile boolean hasDotlock;
    private boolean hasFileLock;

    /// How long to wait for the locks of others.
    public enum Patience {
        ONE_TRY,
        AS_CONFIGURED
    }

    /// Whether a change that a dead process has left half done can be finished.
    public enum Heir {
        /// By who has the index of the mailbox, which tells of it.
        INDEX,
        /// By nobody here: such a mailbox counts as locked.
        NONE
    }

    public LockedFile(MailFiles files, Path path, Locking locking, InstantSource clock, Heir heir) {
        this.files = files;
        this.path = path;
        this.locking = locking;
        this.dotlock = new Dotlock(files, path, locking.staleAfter(), clock, heir);
    }

    public Path path() {
        return path;
    }

    /// Locks the file; an exclusive lock creates it where it is missing. Blocks the calling
    /// (virtual) thread while it waits.
    ///
    /// @throws LockedException when others hold the lock for too long
    public void lock(MailFile.Lock lock, Patience patience) throws IOException {
        long left = patience == Patience.ONE_TRY ? 0 : locking.delay().toNanos() * locking.tries();
        long pause = FIRST_PAUSE.toNanos();
        while (!tryLock(lock)) {
            if (left <= 0) {
                throw new LockedException("unable to lock for exclusive access");
            }
            sleep(pause);
            left -= pause;
            pause = Math.min(pause * 2, Math.max(1, locking.delay().toNanos()));
        }
    }

    private static void sleep(long nanos) throws IOException {
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LockedException("interrupted while waiting for a lock");
        }
    }

    private boolean tryLock(MailFile.Lock lock) throws IOException {
        if (needsDotlock(lock) && !dotlock.tryLock()) {
            return false;
        }
        if (!needsDotlock(lock)) {
            dotlock.checkNotHalfDone();
        }
        hasDotlock = needsDotlock(lock);
        try {
            boolean locked = tryLockFile(lock);
            if (!locked) {
                unlock();
            }
            return locked;
        } catch (IOException e) {
            unlock();
            throw e;
        }
    }

    // Readers are content with the lock on the file, where there is one.
    private boolean needsDotlock(MailFile.Lock lock) {
        LockKinds kinds = locking.kinds();
        return kinds.dotlock()
                && (lock == MailFile.Lock.EXCLUSIVE || !(kinds.fcntl() || kinds.flock()));
    }

    private boolean tryLockFile(MailFile.Lock lock) throws IOException {
        Optional<MailFile> opened = current(lock);
        if (opened.isEmpty()) {
            return true;
        }
        if (!opened.get().tryLock(lock)) {
            return false;
        }
        hasFileLock = true;
        // Another program may have put a new file in its place before we had the lock.
        return opened.get().stamp().isSameFile(files.stamp(path));
    }

    private Optional<MailFile> current(MailFile.Lock lock) throws IOException {
        MailFile open = file;
        if (open != null && open.stamp().isSameFile(files.stamp(path))) {
            return Optional.of(open);
        }
        close();
        Optional<MailFile> opened = files.open(path);
        if (opened.isEmpty() && lock == MailFile.Lock.EXCLUSIVE) {
            opened = Optional.of(files.openOrCreate(path));
            files.syncFolder(path.toAbsolutePath().resolveSibling(".").normalize());
        }
        file = opened.orElse(null);
        return opened;
    }

    /// Gives all locks back. That this fails does not undo what was done under them.
    public void unlock() {
        MailFile open = file;
        if (hasFileLock && open != null) {
            hasFileLock = false;
            try {
                open.unlock();
            } catch (IOException e) {
                LOG.warn("Mailbox {} cannot be unlocked: {}", path, e.toString());
            }
        }
        if (hasDotlock) {
            hasDotlock = false;
            dotlock.unlock();
        }
    }

    /// Makes the lock file survive a loss of power, to keep others out until what is under way has
    /// been finished. Under an exclusive lock.
    public void keepLock() throws IOException {
        if (hasDotlock) {
            files.syncFolder(path.toAbsolutePath().resolveSibling(".").normalize());
        }
    }

    /// To be called every few seconds while work under an exclusive lock lasts, on any thread:
    /// other programs take a lock file for stale that nobody touches.
    public void keepFresh() {
        if (hasDotlock) {
            dotlock.keepFresh();
        }
    }

    /// The open file; empty where there is none. Reading from it is safe for use by several
    /// threads, without a lock.
    public Optional<MailFile> reading() {
        return Optional.ofNullable(file);
    }

    /// The file, after an exclusive lock.
    public MailFile file() throws IOException {
        MailFile open = file;
        if (open == null) {
            throw new IOException("the mailbox is not open");
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        MailFile open = file;
        file = null;
        hasFileLock = false;
        if (open != null) {
            open.close();
        }
    }
}
