// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.upkeep;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.access.MailboxAccess;
import org.mailroom.storage.access.MailboxStorage;
import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.rewrite.CompactionPlanner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// What can be done to a mailbox a little later: flags written into the file, the index synced, the
/// room of expunged messages given back. Safe for use by several threads.
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long QUIET_NANOS = 3_000_000_000L;

    /// For how long the mailbox is prepared for its readers each time.
    private static final long PREPARE_NANOS = 200_000_000L;

    private static final long LONGEST_NANOS = 30_000_000_000L;

    private final MailboxAccess access;
    private final Preparation preparation;
    private final CompactionLimits limits;
    private final AtomicBoolean isDue = new AtomicBoolean();

    /// Until it has been looked at what the last process left undone.
    private volatile boolean isNew = true;

    private volatile long lastChange = System.nanoTime();

    /// Since when there is something to do, or when it was tried last.
    private volatile long dueSince = lastChange;

    /// Why it has failed the last time; empty where it has not.
    private volatile String trouble = "";

    /// What readers are spared by.
    public interface Preparation {
        /// Makes beforehand what they will ask for, for a while.
        void prepare(long nanos);

        /// Writes what is not written, and gives room back.
        void tidy();
    }

    public Upkeep(MailboxAccess access, Preparation preparation, CompactionLimits limits) {
        this.access = access;
        this.preparation = preparation;
        this.limits = limits;
    }

    Path path() {
        return access.path();
    }

    /// Flags or messages have changed; there is something to do, when it has become quiet.
    public void changed() {
        lastChange = System.nanoTime();
        if (isDue.compareAndSet(false, true)) {
            dueSince = lastChange;
        }
    }

    /// Does what is due: the last change is some seconds old, or the first one is half a minute.
    /// Where somebody uses the mailbox just now, it waits for the next time.
    void run() {
        if (!isDue.get() && access.mayTellLess()) {
            changed();
        }
        preparation.prepare(PREPARE_NANOS);
        long now = System.nanoTime();
        boolean isTime = now - lastChange >= QUIET_NANOS || now - dueSince >= LONGEST_NANOS;
        if (isTime) {
            preparation.tidy();
        }
        if ((isDue.get() || isNew) && isTime && access.tryTurn()) {
            try {
                finish();
            } finally {
                access.giveTurn();
            }
        }
    }

    /// It is tried again every few seconds, as long as the trouble lasts.
    private void tellOnce(String reason) {
        if (!reason.equals(trouble)) {
            trouble = reason;
            LOG.warn("Upkeep of {} has failed: {}", access.path(), reason);
        }
    }

    /// Does what is left to do, if other programs allow it.
    public void finish() {
        Optional<IndexState> shown = access.showing().shown();
        if (isNew && shown.isPresent()) {
            isNew = false;
            isDue.compareAndSet(false, isUnwritten(shown.get()) || isWasteful(shown.get()));
        }
        if (access.mayTellLess()) {
            isDue.set(true);
        }
        if (!isDue.getAndSet(false)) {
            return;
        }
        try {
            var _ = access.tidy(this::work);
            trouble = "";
        } catch (LockedException e) {
            isDue.set(true);
        } catch (IOException e) {
            tellOnce(e.toString());
            changed();
        } catch (MailboxException e) {
            LOG.debug("{} is gone, there is nothing to do", access.path());
        }
    }

    private static boolean isUnwritten(IndexState state) {
        return isUnwritten(state.messages()) || isUnwritten(state.ghosts());
    }

    private static boolean isUnwritten(Columns messages) {
        return IntStream.range(0, messages.size())
                .anyMatch(row -> messages.written(row) == IndexEntry.Written.NOT_YET);
    }

    private MailboxStorage work(MailboxStorage open) throws IOException {
        if (isWasteful(open.state())) {
            open.compact();
        } else {
            open.writeFlags();
        }
        open.writeFields();
        open.toldAll();
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
