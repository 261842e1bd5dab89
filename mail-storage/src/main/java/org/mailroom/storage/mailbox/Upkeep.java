// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile;
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
    private final AtomicBoolean flagsChanged = new AtomicBoolean();
    private final AtomicBoolean expunged = new AtomicBoolean();
    private volatile long lastChange;

    Upkeep(MailboxAccess access) {
        this.access = access;
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
        if (!flags && !expunged.getAndSet(false)) {
            return;
        }
        try {
            var _ = access.locked(MailFile.Lock.EXCLUSIVE, Patience.ONE_TRY, this::write);
        } catch (LockedException e) {
            flagsChanged.compareAndSet(false, flags);
        } catch (IOException e) {
            LOG.warn("Upkeep of {} has failed: {}", access.path(), e.toString());
        }
    }

    private MailboxStorage write(MailboxStorage open) throws IOException {
        open.writeFlags();
        open.syncIndex();
        return open;
    }
}
