// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.jspecify.annotations.Nullable;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.follow.CrowdedException;
import org.mailroom.storage.follow.MovedException;
import org.mailroom.storage.follow.SeenFile;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.MailboxIndex;
import org.mailroom.storage.rewrite.Layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The way to the file and index of one mailbox. Safe for use by several threads.
///
/// Whoever looks at the file or changes it has the turn; the locks against other programs are taken
/// only by who has it, and given back before the turn. Work runs on a file thread for its caller,
/// who waits; waiting for the locks of others takes no file thread.
public final class MailboxAccess {
    private static final long LOOK_MILLIS = 100;

    private final AccessParts parts;
    private final LockedFile file;
    private final Path indexFolder;
    private final ReentrantLock turn = new ReentrantLock();
    private final Layout layout = new Layout();
    private final SeenFile seen = new SeenFile();
    private final Showing showing = new Showing(this::sync);

    // Changed by who has the turn.
    private volatile @Nullable MailboxStorage storage;
    private volatile boolean gone;

    /// While nothing changes but places, and for longer.
    private volatile boolean tidying;

    /// Work on a mailbox whose index is in step with its file.
    public interface Work<T> {
        T on(MailboxStorage storage) throws IOException;
    }

    /// Why a mailbox is closed. Nobody can use it afterwards in either case.
    public enum Ending {
        /// Nobody has it open: what is not written yet is written first.
        IDLE,
        /// Its file goes away.
        GONE
    }

    public MailboxAccess(AccessParts parts, Path path, Path indexFolder) {
        this.parts = parts;
        this.file =
                new LockedFile(
                        parts.files(), path, parts.locking(), parts.clock(), LockedFile.Heir.INDEX);
        this.indexFolder = indexFolder;
    }

    public Path path() {
        return file.path();
    }

    public Layout layout() {
        return layout;
    }

    public Showing showing() {
        return showing;
    }

    /// Takes the turn, if nobody has it; with it, others cannot come between two uses of `locked`.
    public boolean tryTurn() {
        return turn.tryLock();
    }

    public void giveTurn() {
        turn.unlock();
    }

    /// Works under a lock on the file.
    ///
    /// @throws LockedException when other programs hold it for too long
    public <T> T locked(MailFile.Lock lock, Patience patience, Work<T> work) throws IOException {
        turn.lock();
        try {
            checkNotGone();
            MailboxStorage open = opened();
            try {
                return locked(lock, patience, open, () -> inStep(open, work));
            } catch (CrowdedException e) {
                parts.rescan().room().enter();
                try {
                    return locked(
                            lock,
                            patience,
                            open,
                            () -> parts.rescan().room().alone(() -> inStep(open, work)));
                } finally {
                    parts.rescan().room().leave();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private <T> T locked(
            MailFile.Lock lock, Patience patience, MailboxStorage open, Callable<T> work)
            throws IOException {
        boolean mustMend = open.needsRecovery() || showing.hasFailed();
        lock(mustMend ? MailFile.Lock.EXCLUSIVE : lock, patience);
        try {
            return parts.threads().call(work, file::keepFresh);
        } finally {
            file.unlock();
        }
    }

    private void lock(MailFile.Lock lock, Patience patience) throws IOException {
        if (lock == MailFile.Lock.EXCLUSIVE && file.reading().isEmpty()) {
            parts.files().createFolders(path().toAbsolutePath().resolveSibling("."));
        }
        file.lock(lock, patience);
    }

    private MailboxStorage opened() throws IOException {
        MailboxStorage open = storage;
        if (open == null) {
            open = parts.threads().call(this::open);
            storage = open;
        }
        return open;
    }

    private MailboxStorage open() throws IOException {
        Indexes indexes = parts.indexes();
        var index = MailboxIndex.open(() -> indexes.in(indexFolder), indexes.mailbox(indexFolder));
        return new MailboxStorage(parts, file, index, layout);
    }

    private <T> T inStep(MailboxStorage open, Work<T> work) throws IOException {
        open.refresh();
        if (showing.hasFailed()) {
            open.rollBack();
            showing.recovered(open.state());
        }
        // What was found is durable, or is not ours to lose.
        showing.note(open.state());
        seen.hold();
        try {
            return work.on(open);
        } finally {
            seen.release(open.state().stamp());
            showing.note(open.state());
        }
    }

    /// To be called in work that has written messages, when it has.
    public Showing.Ticket wrote(MailboxStorage open) {
        return showing.wrote(open.state());
    }

    /// To be called in work that has changed messages, when it has.
    public Showing.Ticket changed(MailboxStorage open) {
        return showing.changed(open.state());
    }

    // Both files at once: that costs hardly more than one.
    private void sync(IndexState covered) throws IOException {
        MailFile open = reading();
        MailboxStorage index = storage;
        if (index == null) {
            throw new IOException("the mailbox is not open");
        }
        parts.threads()
                .both(
                        index::syncIndex,
                        () -> {
                            open.sync();
                            index.noteSynced(covered.uidNext());
                        });
        index.keep(covered.uidNext());
    }

    /// Works under an exclusive lock if it can be had at once; what the mailbox holds stays as it
    /// is. Those who look at it do not wait.
    public <T> T tidy(Work<T> work) throws IOException {
        return locked(
                MailFile.Lock.EXCLUSIVE,
                Patience.ONE_TRY,
                open -> {
                    tidying = true;
                    try {
                        return work.on(open);
                    } finally {
                        tidying = false;
                    }
                });
    }

    /// Whether the file may tell less of the mailbox than it did before.
    public boolean mayTellLess() {
        MailboxStorage open = storage;
        return open != null && open.mayTellLess();
    }

    public boolean isTidying() {
        return tidying;
    }

    /// The mailbox as it stands now. Where another program, or a long delivery, has it just now, as
    /// it stood before.
    public IndexState look() throws IOException {
        checkNotGone();
        Optional<IndexState> before = showing.shown();
        if (tidying && before.isPresent()) {
            return before.get();
        }
        if (before.isEmpty()) {
            return locked(MailFile.Lock.SHARED, Patience.AS_CONFIGURED, this::shown);
        }
        boolean isUnchanged = seen.is(parts.files().stamp(path()));
        return isUnchanged ? before.get() : lookAgain(before.get());
    }

    private IndexState lookAgain(IndexState before) throws IOException {
        if (!hasTurnSoon()) {
            return before;
        }
        try {
            return locked(MailFile.Lock.SHARED, Patience.ONE_TRY, this::shown);
        } catch (LockedException e) {
            return before;
        } finally {
            turn.unlock();
        }
    }

    private boolean hasTurnSoon() {
        try {
            return turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// What is shown after a look at the file, for work that must not lag behind it.
    public IndexState shown(MailboxStorage open) {
        return showing.shown().orElseGet(open::state);
    }

    /// Reads without a lock, at a place that cannot change meanwhile.
    ///
    /// @throws MovedException when another program has changed the file, or put another in its
    ///   place
    public int read(ByteBuffer target, long position) throws IOException {
        Optional<MailFile> open = file.reading();
        if (open.isEmpty()) {
            throw new MovedException();
        }
        try {
            return seen.read(open.get(), target, position);
        } catch (IOException e) {
            // It may have been closed for another.
            throw open.equals(file.reading()) ? e : new MovedException();
        }
    }

    private MailFile reading() throws IOException {
        return file.reading().orElseThrow(() -> new IOException("the mailbox is not open"));
    }

    private void checkNotGone() {
        if (gone) {
            throw new MailboxException(Reason.NONEXISTENT, "Mailbox doesn't exist");
        }
    }

    /// Lets go of the file: nobody uses the mailbox just now, or its file is going away, which
    /// those who watch it then see.
    public void close() throws IOException {
        turn.lock();
        try {
            gone = true;
            MailboxStorage open = storage;
            storage = null;
            showing.clear();
            file.close();
            if (open != null) {
                open.close();
            }
        } finally {
            turn.unlock();
        }
        showing.tellWatchers();
    }
}
