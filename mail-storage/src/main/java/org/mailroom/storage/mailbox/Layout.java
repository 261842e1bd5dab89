// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Where messages stand, for those who read them while others move them. Safe for use by several
/// threads.
final class Layout {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    @GuardedBy("lock")
    private long version;

    @GuardedBy("lock")
    private Optional<IndexState> places = Optional.empty();

    /// Moves messages and tells where they are then.
    interface Change {
        IndexState run() throws IOException;
    }

    /// A use of a place that must not change meanwhile.
    interface Use<T> {
        T at(long version) throws IOException;
    }

    IndexState change(Change change) throws IOException {
        lock.writeLock().lock();
        try {
            IndexState now = change.run();
            version++;
            places = Optional.of(now);
            return now;
        } finally {
            lock.writeLock().unlock();
        }
    }

    <T> T steady(Use<T> use) throws IOException {
        lock.readLock().lock();
        try {
            return use.at(version);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Where a message stands since the last change.
    Optional<IndexEntry> find(long uid) {
        lock.readLock().lock();
        try {
            return places.filter(state -> state.messages().position(uid) >= 0)
                    .map(state -> state.messages().entry(state.messages().position(uid)));
        } finally {
            lock.readLock().unlock();
        }
    }
}
