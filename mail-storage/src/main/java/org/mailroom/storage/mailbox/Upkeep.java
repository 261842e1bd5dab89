// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.index.IndexState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// What can be done to a mailbox a little later: flags written into the file, the index synced, the
/// room of expunged messages given back. Safe for use by several threads.
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long QUIET_NANOS = 3_000_000_000L;

    private final MailboxAccess access;
    private final StoreSettings.Compaction limits;
    private final AtomicBoolean flagsChanged = new AtomicBoolean();
    private final AtomicBoolean expunged = new AtomicBoolean();
    private volatile long lastChange;

    Upkeep(MailboxAccess access, StoreSettings.Compaction limits) {
        this.access = access;
        this.limits = limits;
    }

    void flagsChanged() {
        lastChange = System.nanoTime();
        flagsChanged.set(true);
    }

    void messagesExpunged() {
        lastChange = System.nanoTime();
        expunged.set(true);
    }

    /// Does what is due: the last change is some seconds old.
    void run() {
        boolean isQuiet = System.nanoTime() - lastChange >= QUIET_NANOS;
        if (isQuiet) {
            finish();
        }
    }

    /// Does what is left to do, if other programs allow it.
    void finish() {
        boolean flags = flagsChanged.getAndSet(false);
        boolean ghosts = expunged.getAndSet(false);
        if (!flags && !ghosts) {
            return;
        }
        try {
            var _ = access.tidy(this::work);
        } catch (LockedException e) {
            flagsChanged.compareAndSet(false, flags);
            expunged.compareAndSet(false, ghosts);
        } catch (IOException e) {
            LOG.warn("Upkeep of {} has failed: {}", access.path(), e.toString());
        } catch (MailboxException e) {
            LOG.debug("{} is gone, there is nothing to do", access.path());
        }
    }

    private MailboxStorage work(MailboxStorage open) throws IOException {
        if (isWasteful(open.state())) {
            open.compact();
        } else {
            open.writeFlags();
        }
        open.writeFields();
        open.syncIndex();
        return open;
    }

    private boolean isWasteful(IndexState state) {
        long waste = CompactionPlanner.waste(state);
        boolean isEmpty = state.messages().size() == 0;
        return waste > 0
                && (isEmpty
                        || waste >= limits.octets()
                        || waste * 100 >= state.stamp().octets() * limits.percent());
    }
}
