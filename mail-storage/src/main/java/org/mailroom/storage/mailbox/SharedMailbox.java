// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Mailbox.Watch;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.file.FileStamp;
import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.file.LockedFile;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.file.PosixException;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// One mailbox, as all sessions and deliveries share it. Safe for use by several threads.
///
/// Whoever looks at the file or changes it has the turn; locks against other programs are taken
/// only by who has it, and given back before the turn. `published` is what sessions see: it stays
/// behind the index by what is written and not yet synced, as a UID that somebody has seen must
/// survive a crash.
final class SharedMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMailbox.class);
    private static final long LOOK_MILLIS = 100;

    private final StoreParts parts;
    private final LockedFile file;
    private final Path indexFolder;
    private final ReentrantLock turn = new ReentrantLock();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final DeliveryQueue deliveries = new DeliveryQueue();

    /// Held for moments, by who compares what is known with what is durable.
    private final Object publishing = new Object();

    // Changed by who has the turn.
    private @Nullable MailboxStorage storage;
    private final SyncGate gate = new SyncGate(this::sync);
    private volatile FileStamp seen = FileStamp.ABSENT;
    private volatile @Nullable IndexState known;
    private volatile @Nullable IndexState published;
    private volatile boolean gone;

    SharedMailbox(StoreParts parts, Path path, Path indexFolder) {
        this.parts = parts;
        this.file = new LockedFile(parts.files(), path, parts.locking(), parts.clock());
        this.indexFolder = indexFolder;
    }

    Path path() {
        return file.path();
    }

    private interface Work<T> {
        T on(MailboxStorage storage) throws IOException;
    }

    /// Works on the file under a lock, with an index that is in step with it.
    private <T> T locked(MailFile.Lock lock, Patience patience, Work<T> work) throws IOException {
        turn.lock();
        try {
            checkNotGone();
            prepareFolder(lock);
            file.lock(lock, patience);
            try {
                return parts.threads().call(() -> refreshed(work));
            } finally {
                file.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    private void prepareFolder(MailFile.Lock lock) throws IOException {
        if (storage == null && lock == MailFile.Lock.EXCLUSIVE) {
            parts.files().createFolders(path().toAbsolutePath().resolveSibling("."));
        }
    }

    private <T> T refreshed(Work<T> work) throws IOException {
        MailboxStorage opened = opened();
        opened.refresh();
        try {
            return work.on(opened);
        } finally {
            note(opened.state());
        }
    }

    private MailboxStorage opened() throws IOException {
        MailboxStorage open = storage;
        if (open == null) {
            open = MailboxStorage.open(parts, file, indexFolder);
            storage = open;
        }
        return open;
    }

    private void note(IndexState now) {
        synchronized (publishing) {
            known = now;
            seen = now.stamp();
        }
        settle();
    }

    /// Shows what is known, unless some of it is not durable yet.
    private void settle() {
        synchronized (publishing) {
            IndexState now = known;
            if (now != null && gate.isClean()) {
                publish(now);
            }
        }
    }

    private void publish(IndexState now) {
        IndexState before = published;
        published = now;
        if (before != null && before.modSeq() != now.modSeq()) {
            watchers.forEach(Runnable::run);
        }
    }

    private void checkNotGone() {
        if (gone) {
            throw new MailboxException(Reason.NONEXISTENT, "Mailbox doesn't exist");
        }
    }

    /// The mailbox as it stands now. Where another program, or a long delivery, has it just now, as
    /// it stood before.
    IndexState look() {
        checkNotGone();
        try {
            IndexState before = published;
            if (before == null) {
                return locked(MailFile.Lock.SHARED, Patience.AS_CONFIGURED, _ -> current());
            }
            if (parts.files().stamp(path()).equals(seen)) {
                return before;
            }
            return lookAgain(before);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private IndexState lookAgain(IndexState before) throws IOException {
        if (!hasTurnSoon()) {
            return before;
        }
        try {
            return locked(MailFile.Lock.SHARED, Patience.ONE_TRY, _ -> current());
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

    // Inside `locked` the newest state is noted only after the work.
    private IndexState current() throws IOException {
        IndexState now = opened().state();
        note(now);
        IndexState visible = published;
        return visible == null ? now : visible;
    }

    private Written write(List<Posting> postings) throws IOException {
        return locked(
                MailFile.Lock.EXCLUSIVE,
                Patience.AS_CONFIGURED,
                opened -> append(opened, postings));
    }

    /// What was written, and what to wait for until it is durable.
    record Written(List<Long> uids, long ticket) {}

    void await(Written written) throws IOException {
        gate.await(written.ticket());
        settle();
    }

    List<Long> append(List<Posting> postings) {
        try {
            Written written = write(postings);
            await(written);
            return written.uids();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    DeliveryTarget.Result deliver(Posting posting, long sizeLimit, SyncRounds rounds)
            throws IOException {
        var delivery = new PendingDelivery(posting);
        deliveries.add(delivery);
        turn.lock();
        try {
            if (!delivery.isDecided()) {
                deliver(deliveries.takeAll(), sizeLimit);
            }
        } finally {
            turn.unlock();
        }
        DeliveryTarget.Result result = delivery.result();
        if (result == DeliveryTarget.Result.STORED) {
            rounds.awaitRound();
            await(delivery.written());
        }
        return result;
    }

    /// Who has the turn delivers for all who wait.
    private void deliver(List<PendingDelivery> waiting, long sizeLimit) {
        try {
            var _ =
                    locked(
                            MailFile.Lock.EXCLUSIVE,
                            Patience.AS_CONFIGURED,
                            opened -> deliver(waiting, sizeLimit, opened));
        } catch (IOException | RuntimeException e) {
            waiting.forEach(delivery -> delivery.fail(e));
        }
    }

    private List<PendingDelivery> deliver(
            List<PendingDelivery> waiting, long sizeLimit, MailboxStorage opened)
            throws IOException {
        var fresh = new ArrayList<PendingDelivery>();
        long octets = opened.state().stamp().octets();
        for (PendingDelivery delivery : waiting) {
            octets += delivery.posting().content().octets();
            if (delivery.posting().key().filter(opened::isDelivered).isPresent()) {
                delivery.store(new Written(List.of(), gate.last()));
            } else if (sizeLimit > 0 && octets > sizeLimit) {
                delivery.refuse();
            } else {
                fresh.add(delivery);
            }
        }
        append(fresh, opened);
        return fresh;
    }

    private void append(List<PendingDelivery> fresh, MailboxStorage opened) throws IOException {
        if (fresh.isEmpty()) {
            return;
        }
        try {
            Written written = append(opened, fresh.stream().map(PendingDelivery::posting).toList());
            fresh.forEach(delivery -> delivery.store(written));
        } catch (IOException e) {
            if (fresh.size() == 1) {
                throw e;
            }
            // One message may be to blame, and is not to keep the others waiting.
            for (PendingDelivery delivery : fresh) {
                appendAlone(delivery, opened);
            }
        }
    }

    private void appendAlone(PendingDelivery delivery, MailboxStorage opened) {
        try {
            delivery.store(append(opened, List.of(delivery.posting())));
        } catch (IOException e) {
            delivery.fail(e);
        }
    }

    private Written append(MailboxStorage opened, List<Posting> postings) throws IOException {
        List<Long> uids = opened.append(postings);
        synchronized (publishing) {
            known = opened.state();
            return new Written(uids, gate.wrote());
        }
    }

    private void sync() throws IOException {
        IndexState covered = known;
        MailFile open = file.reading().orElseThrow(() -> new IOException("the mailbox is closed"));
        parts.threads()
                .call(
                        () -> {
                            open.sync();
                            return open;
                        });
        if (covered != null) {
            synchronized (publishing) {
                publish(covered);
            }
        }
    }

    List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince) {
        try {
            return locked(
                    MailFile.Lock.SHARED,
                    Patience.AS_CONFIGURED,
                    opened -> opened.changeFlags(uids, change, unchangedSince));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    void expunge(List<Long> uids) {
        try {
            var _ =
                    locked(
                            MailFile.Lock.EXCLUSIVE,
                            Patience.AS_CONFIGURED,
                            opened -> {
                                opened.expunge(uids);
                                return uids;
                            });
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    long claimRecent() {
        long first = look().firstRecent();
        if (first >= look().uidNext()) {
            return first;
        }
        try {
            return locked(MailFile.Lock.SHARED, Patience.AS_CONFIGURED, this::claim);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private long claim(MailboxStorage opened) throws IOException {
        IndexState visible = current();
        long first = visible.firstRecent();
        opened.claim(visible.uidNext());
        return first;
    }

    /// The content of a message; reads follow it when its place in the file changes.
    MessageContent content(long uid) {
        return new MailboxContent(this, uid, entry(uid).octets());
    }

    IndexEntry entry(long uid) {
        IndexState now = look();
        int position = now.messages().position(uid);
        if (position < 0) {
            throw new MailboxException(Reason.NONEXISTENT, "Message is gone");
        }
        return now.messages().entry(position);
    }

    MailFile reading() throws IOException {
        return file.reading().orElseThrow(() -> new IOException("the mailbox is not open"));
    }

    Watch watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    boolean hasWatchers() {
        return !watchers.isEmpty();
    }

    private MailboxException unavailable(IOException e) {
        LOG.warn("Mailbox {}: {}", path(), e.toString());
        if (e instanceof PosixException posix && (posix.isDiskFull() || posix.isOverQuota())) {
            return new MailboxException(Reason.OVER_QUOTA, "No room for the message", e);
        }
        String text = e instanceof LockedException ? "Mailbox is locked" : "Mailbox is unavailable";
        return new MailboxException(Reason.UNAVAILABLE, text, e);
    }

    /// Lets go of the file: nobody uses the mailbox just now, or its file is going away.
    void close(Ending ending) {
        turn.lock();
        try {
            gone |= ending == Ending.GONE;
            MailboxStorage open = storage;
            storage = null;
            published = null;
            known = null;
            if (open != null) {
                open.close();
            }
            file.close();
        } catch (IOException e) {
            LOG.warn("Mailbox {} was not closed: {}", path(), e.toString());
        } finally {
            turn.unlock();
        }
    }

    /// What becomes of a mailbox that is closed.
    enum Ending {
        UNTIL_NEEDED,
        GONE
    }
}
