// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.CompactionPlan.Spot;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Where messages stand, for those who read them while others move them. Safe for use by several
/// threads. Who reads waits for one step of who moves, and no longer: the lock is fair.
public final class Layout {
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    @GuardedBy("lock")
    private long version;

    @GuardedBy("lock")
    private Optional<IndexState> places = Optional.empty();

    @GuardedBy("lock")
    private Optional<CompactionPlan> plan = Optional.empty();

    /// Messages whose room is being given away.
    @GuardedBy("lock")
    private Set<Long> leaving = Set.of();

    @GuardedBy("lock")
    private long movedTo;

    /// Moves messages and tells where they are then.
    public interface Change {
        IndexState run() throws IOException;
    }

    /// Moves octets and tells up to where all is in its place then.
    interface Step {
        long run() throws IOException;
    }

    /// A use of a place that must not change meanwhile.
    public interface Use<T> {
        T at(long version) throws IOException;
    }

    /// Messages keep their places for those who read, while a plan is carried out in steps. It ends
    /// with a change.
    void moving(CompactionPlan next, long done) {
        lock.writeLock().lock();
        try {
            plan = Optional.of(next);
            leaving = Set.copyOf(next.ghosts());
            movedTo = done;
        } finally {
            lock.writeLock().unlock();
        }
    }

    void moved(Step step) throws IOException {
        lock.writeLock().lock();
        try {
            movedTo = step.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    public IndexState change(Change change) throws IOException {
        lock.writeLock().lock();
        try {
            IndexState now = change.run();
            version++;
            places = Optional.of(now);
            plan = Optional.empty();
            leaving = Set.of();
            return now;
        } finally {
            lock.writeLock().unlock();
        }
    }

    public <T> T steady(Use<T> use) throws IOException {
        lock.readLock().lock();
        try {
            return use.at(version);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Where an octet of a message is found just now. In a use of a place.
    ///
    /// @throws MailboxException when the message is no longer there
    public Spot spot(long uid, long offset) {
        lock.readLock().lock();
        try {
            checkNotLeaving(uid);
            return plan.map(current -> current.spot(offset, movedTo))
                    .orElseGet(() -> new Spot(offset, Long.MAX_VALUE));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Where a message stands since the last change.
    ///
    /// @param known what a state says that may be older, or newer
    /// @throws MailboxException when the message is no longer there
    public IndexEntry now(IndexEntry known) {
        lock.readLock().lock();
        try {
            checkNotLeaving(known.uid());
            return places.filter(state -> known.uid() < state.uidNext())
                    .map(state -> find(state, known.uid()))
                    .orElse(known);
        } finally {
            lock.readLock().unlock();
        }
    }

    @GuardedBy("lock")
    private void checkNotLeaving(long uid) {
        if (leaving.contains(uid)) {
            throw gone();
        }
    }

    private static MailboxException gone() {
        return new MailboxException(Reason.NONEXISTENT, "Message is gone");
    }

    private static IndexEntry find(IndexState state, long uid) {
        Columns messages = state.messages();
        int position = messages.position(uid);
        return position >= 0
                ? messages.entry(position)
                : state.ghosts().entries().stream()
                        .filter(ghost -> ghost.uid() == uid)
                        .findFirst()
                        .orElseThrow(Layout::gone);
    }
}
