// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.file;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The lock file beside a mailbox, `FILE.lock`. One that nobody has touched for the stale time, or
/// that a process of this machine left behind when it died, is removed.
final class Dotlock {
    /// Other programs take a lock file for stale that has not been touched for two minutes, as
    /// Dovecot does, or for longer.
    private static final Duration FRESH = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(Dotlock.class);

    private final MailFiles files;
    private final ProcessMark own = ProcessMark.own();
    private final Path path;
    private final Duration staleAfter;
    private final InstantSource clock;
    private final LockedFile.Heir heir;
    private boolean isLeftByUs;

    /// When it was taken or touched last.
    private volatile Instant touched = Instant.EPOCH;

    Dotlock(
            MailFiles files,
            Path mailbox,
            Duration staleAfter,
            InstantSource clock,
            LockedFile.Heir heir) {
        this.files = files;
        this.path = mailbox.resolveSibling(mailbox.getFileName() + ".lock");
        this.staleAfter = staleAfter;
        this.clock = clock;
        this.heir = heir;
    }

    boolean tryLock() throws IOException {
        boolean locked = tryToTake();
        touched = clock.instant();
        return locked;
    }

    /// Touches it, while it is held, if it is time for that.
    void keepFresh() {
        Instant now = clock.instant();
        if (now.isBefore(touched.plus(FRESH))) {
            return;
        }
        touched = now;
        try {
            if (isOwn()) {
                files.touch(path, now);
            }
        } catch (IOException e) {
            LOG.warn("Lock file {} cannot be touched: {}", path, e.toString());
        }
    }

    private boolean tryToTake() throws IOException {
        if (files.createExclusive(path, own.text())) {
            isLeftByUs = false;
            return true;
        }
        checkNotHalfDone();
        if (isLeftByUs || isOfDeadProcess()) {
            // Without a moment in which another program could take it: there may be a half done
            // change to finish.
            files.overwrite(path, own.text());
            isLeftByUs = false;
            return true;
        }
        if (!isUntouched() || !files.removeUntouched(path, clock.instant().minus(staleAfter))) {
            return false;
        }
        LOG.warn("Stale lock file {} has been removed", path);
        return files.createExclusive(path, own.text());
    }

    /// @throws LockedException where a process has died while it wrote, and only a server can
    ///   finish what it began
    void checkNotHalfDone() throws IOException {
        if (heir == LockedFile.Heir.NONE && isOfDeadProcess()) {
            throw new LockedException(
                    path
                            + " was left by a process that died while it wrote: start the server,"
                            + " which finishes that; where no server has this mailbox, delete the"
                            + " lock file");
        }
    }

    void unlock() {
        try {
            if (isOwn()) {
                files.delete(path);
            }
        } catch (IOException e) {
            isLeftByUs = true;
            LOG.warn("Lock file {} cannot be removed: {}", path, e.toString());
        }
    }

    // Another program may have taken ours for stale.
    private boolean isOwn() throws IOException {
        boolean isOwn = files.content(path).filter(own.text()::equals).isPresent();
        if (!isOwn) {
            LOG.warn("Lock file {} is not ours any more", path);
        }
        return isOwn;
    }

    private boolean isUntouched() throws IOException {
        Optional<Instant> modified = files.modified(path);
        return modified.isPresent() && modified.get().plus(staleAfter).isBefore(clock.instant());
    }

    // Only one server at a time has the indexes, so nobody else takes it over.
    private boolean isOfDeadProcess() throws IOException {
        return files.content(path)
                .flatMap(ProcessMark::parse)
                .filter(owner -> owner.isDead(own))
                .isPresent();
    }
}
