// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.Columns;
import org.mailroom.storage.index.IndexChange;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.MailboxIndex;
import org.mailroom.storage.mbox.FoundState;
import org.mailroom.storage.mbox.ScannedMessage;
import org.mailroom.storage.rewrite.Layout;
import org.mailroom.storage.rewrite.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Keeps an index in step with its file, whatever other programs, or the loss of power, have done
/// to it. For who has the turn, on a file thread.
public final class FileFollower {
    private static final Logger LOG = LoggerFactory.getLogger(FileFollower.class);

    private final RescanParts parts;
    private final LockedFile locked;
    private final MailboxIndex index;
    private final Layout layout;
    private final UnnoticedDeliveries unnoticed = new UnnoticedDeliveries();
    private boolean isProven;
    private volatile boolean mayTellLess;

    /// What was in the file before it was found empty, or away: it may come back.
    private Optional<IndexState> missing = Optional.empty();

    public FileFollower(RescanParts parts, LockedFile locked, MailboxIndex index, Layout layout) {
        this.parts = parts;
        this.locked = locked;
        this.index = index;
        this.layout = layout;
    }

    private IndexState state() {
        return index.state().orElseThrow();
    }

    public UnnoticedDeliveries unnoticed() {
        return unnoticed;
    }

    /// Whether what the last process left has been looked at.
    public boolean isProven() {
        return isProven;
    }

    /// Whether another program, or the loss of power, may have taken out of the file what it told
    /// of the mailbox, since `toldAll`. On any thread.
    public boolean mayTellLess() {
        return mayTellLess;
    }

    public void toldAll() {
        mayTellLess = false;
    }

    private boolean needsRecovery() {
        return index.pending().isPresent() || index.compaction().isPresent();
    }

    /// Looks at the file and takes what other programs did into the index. Under a lock.
    public void refresh() throws IOException {
        Optional<MailFile> file = locked.reading();
        FileStamp stamp = file.isPresent() ? file.get().stamp() : FileStamp.ABSENT;
        if (index.state().isEmpty()) {
            begin(file, stamp);
            return;
        }
        boolean wasClosed = index.isClosed();
        if (needsRecovery()) {
            new Recovery(locked, index, layout).run();
            stamp = file.isPresent() ? file.get().stamp() : FileStamp.ABSENT;
        }
        if (!state().stamp().equals(stamp)) {
            follow(file, stamp, isProven || wasClosed);
        }
        if (!isProven && file.isPresent()) {
            prove(file.get(), stamp, wasClosed);
        }
        isProven = true;
        if (state().uidNext() > FoundState.MAX_UID) {
            renumber();
        }
    }

    // RFC 9051 §2.3.1.1: a UID is never given twice under the same UIDVALIDITY
    private void renumber() throws IOException {
        LOG.warn("{}: UIDs have come to their end, and begin anew", locked.path());
        IndexState renumbered = state().renumbered(parts.uidValidities().next());
        var _ =
                layout.change(
                        () -> {
                            index.beginRenumbered(renumbered);
                            return renumbered;
                        });
    }

    /// What the last process wrote and did not sync may have been lost with the power, though the
    /// index tells of it. What is there is made durable now.
    private void prove(MailFile file, FileStamp stamp, boolean wasClosed) throws IOException {
        if (!wasClosed) {
            unnoticed.look(file, state().messages());
        }
        long syncedBelow = index.syncedBelow();
        if (syncedBelow >= state().uidNext()) {
            return;
        }
        var rescan = new Rescan(file, stamp, parts);
        List<Long> lost = rescan.lost(state(), syncedBelow);
        index.forgetDeliveries(lost);
        long missed = Rescan.known(lost, state());
        if (missed > 0) {
            LOG.warn("{}: {} messages were lost with the power", locked.path(), missed);
            match(rescan, state());
        } else if (!lost.isEmpty()) {
            // Before the index says that all below is durable
            index.begin(state());
        }
        file.sync();
        index.apply(new IndexChange.Synced(state().uidNext()));
        index.sync();
    }

    private void begin(Optional<MailFile> file, FileStamp stamp) throws IOException {
        long validity = parts.uidValidities().next();
        if (file.isEmpty()) {
            index.begin(IndexState.empty(validity));
            return;
        }
        var rescan = new Rescan(file.get(), stamp, parts);
        index.begin(rescan.fresh(validity));
        warnOfRubbish(rescan);
        unnoticed.look(file.get(), state().messages());
        file.get().sync();
        index.apply(new IndexChange.Synced(state().uidNext()));
        isProven = true;
    }

    /// @param isComplete whether the index tells of all that we have done to the file. Where its
    ///   end may be lost, messages that stood in the file before may have been expunged since
    private void follow(Optional<MailFile> file, FileStamp stamp, boolean isComplete)
            throws IOException {
        IndexState known = state();
        if (file.isEmpty() || stamp.octets() == 0) {
            follow(known, stamp);
            return;
        }
        var rescan = new Rescan(file.get(), stamp, parts);
        boolean isTail = isComplete && (missing.isEmpty() || known.stamp().octets() > 0);
        Optional<List<ScannedMessage>> tail = isTail ? rescan.tail(known) : Optional.empty();
        if (tail.isPresent()) {
            List<IndexEntry> added = Rescan.entries(tail.get(), known);
            index.apply(new IndexChange.Found(added, stamp));
            index.sync();
            unnoticed.look(file.get(), Columns.of(added));
            warnOfRubbish(rescan);
        } else {
            LOG.info("{} was changed by another program, and is read anew", locked.path());
            IndexState before = withMissing(known);
            missing = Optional.empty();
            match(rescan, before);
        }
    }

    private void match(Rescan rescan, IndexState before) throws IOException {
        mayTellLess = true;
        var _ = layout.change(() -> begun(rescan.matched(before)));
        warnOfRubbish(rescan);
    }

    private void warnOfRubbish(Rescan rescan) {
        if (rescan.passedOver() > 0) {
            LOG.warn(
                    "{}: its first {} octets belong to no message; expected a line 'From SENDER"
                            + " DATE'",
                    locked.path(),
                    rescan.passedOver());
        }
    }

    private IndexState withMissing(IndexState known) {
        return missing.map(last -> known.withReturning(last.messages(), last.ghosts()))
                .orElse(known);
    }

    private IndexState begun(IndexState state) throws IOException {
        index.begin(state);
        return state;
    }

    // Other programs truncate a mailbox, or remove its file, when it holds no message.
    private void follow(IndexState known, FileStamp stamp) throws IOException {
        if (known.messages().size() > 0) {
            missing = Optional.of(known);
        }
        var empty =
                new IndexState(
                        known.uidValidity(),
                        known.uidNext(),
                        known.messages().size() == 0 ? known.modSeq() : known.modSeq() + 1,
                        known.firstRecent(),
                        stamp,
                        IndexState.empty(1).messages(),
                        IndexState.empty(1).messages(),
                        known.keywords());
        var _ = layout.change(() -> begun(empty));
    }
}
