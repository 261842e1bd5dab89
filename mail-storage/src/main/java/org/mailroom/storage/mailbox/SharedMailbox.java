// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.posix.PosixException;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Mailbox.Watch;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.access.MailboxAccess;
import org.mailroom.storage.access.MailboxStorage;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.access.Showing;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.delivery.DeliveryRounds;
import org.mailroom.storage.file.FileWatch;
import org.mailroom.storage.file.LockedException;
import org.mailroom.storage.file.LockedFile.Patience;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.follow.TooManyMessagesException;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.rewrite.Layout;
import org.mailroom.storage.upkeep.Upkeep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One mailbox, as all sessions and deliveries share it. Safe for use by several threads.
public final class SharedMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMailbox.class);

    private final MailboxAccess access;
    private final Deliveries deliveries;
    private final Upkeep upkeep;

    private final FileWatch fileWatch;
    private final ReadBuffers buffers;
    private final KeptSummaries summaries;
    private final MailboxText text;

    public SharedMailbox(StoreParts parts, Path path, Path indexFolder) {
        this.fileWatch = parts.watch();
        this.buffers = parts.buffers();
        this.access = new MailboxAccess(parts.access(), path, indexFolder);
        this.deliveries = new Deliveries(access);
        this.summaries = new KeptSummaries(this, parts, indexFolder);
        this.text = new MailboxText(this, parts, indexFolder);
        this.upkeep = new Upkeep(access, summaries, parts.compaction());
    }

    public Path path() {
        return access.path();
    }

    Layout layout() {
        return access.layout();
    }

    ReadBuffers buffers() {
        return buffers;
    }

    KeptSummaries summaries() {
        return summaries;
    }

    MailboxText text() {
        return text;
    }

    public Upkeep upkeep() {
        return upkeep;
    }

    private interface Wish<T> {
        T ask() throws IOException;
    }

    private <T> T orUnavailable(Wish<T> wish) {
        try {
            return wish.ask();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// The text of our own says all; that of the platform may be no more than a file's name.
    private static @Nullable String reason(IOException e) {
        boolean isOwn =
                e.getClass() == IOException.class
                        || e instanceof PosixException
                        || e instanceof TooManyMessagesException
                        || e instanceof LockedException;
        return isOwn ? e.getMessage() : e.toString();
    }

    MailboxException unavailable(IOException e) {
        LOG.warn("Mailbox {} is unavailable: {}", path(), reason(e));
        if (e instanceof TooManyMessagesException) {
            return new MailboxException(Reason.LIMIT, "Mailbox has too many messages", e);
        }
        return e instanceof LockedException
                ? new MailboxException(Reason.UNAVAILABLE, "Mailbox is locked", e)
                : MailboxException.of(e);
    }

    /// Finishes what a crash has left half done, and takes away the lock that it has left.
    public void settle() throws IOException {
        var _ = access.locked(MailFile.Lock.EXCLUSIVE, Patience.ONE_TRY, open -> open);
    }

    public IndexState look() {
        return orUnavailable(access::look);
    }

    public List<Long> append(List<Posting> postings) {
        return shown(
                MailFile.Lock.EXCLUSIVE,
                open -> new Done(open.append(postings), access.wrote(open)));
    }

    /// What has been done, and when it is shown.
    private record Done(List<Long> uids, Showing.Ticket ticket) {}

    /// Works, and waits until everybody can see it.
    private List<Long> shown(MailFile.Lock lock, MailboxAccess.Work<Done> work) {
        return orUnavailable(
                () -> {
                    Done done = access.locked(lock, Patience.AS_CONFIGURED, work);
                    access.showing().await(done.ticket());
                    return done.uids();
                });
    }

    public Deliveries.Result deliver(Posting posting, long sizeLimit, DeliveryRounds rounds)
            throws IOException {
        return deliveries.deliver(posting, sizeLimit, rounds);
    }

    public List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince) {
        List<Long> refused =
                shown(
                        MailFile.Lock.SHARED,
                        open ->
                                new Done(
                                        open.changeFlags(uids, change, unchangedSince),
                                        access.changed(open)));
        upkeep.changed();
        return refused;
    }

    public void expunge(List<Long> uids) {
        var _ =
                shown(
                        MailFile.Lock.EXCLUSIVE,
                        open -> new Done(open.expunge(uids), access.changed(open)));
        upkeep.changed();
    }

    /// Answers the first message that nobody has claimed, and claims all that are shown. What has
    /// been claimed has been seen, so its UID goes into the file soon.
    long claimRecent() {
        IndexState now = look();
        if (now.firstRecent() >= now.uidNext()) {
            return now.uidNext();
        }
        if (access.isTidying()) {
            return now.firstRecent();
        }
        upkeep.changed();
        return orUnavailable(
                () -> access.locked(MailFile.Lock.SHARED, Patience.AS_CONFIGURED, this::claim));
    }

    private long claim(MailboxStorage open) throws IOException {
        IndexState shown = access.shown(open);
        long first = open.state().firstRecent();
        if (first < shown.uidNext()) {
            open.claim(shown.uidNext());
        }
        return Math.min(first, shown.uidNext());
    }

    /// What was shown last, without a look at the file.
    Optional<IndexState> shown() {
        return access.showing().shown();
    }

    IndexEntry entry(long uid) {
        IndexState now = look();
        int position = now.messages().position(uid);
        if (position < 0) {
            throw new MailboxException(Reason.NONEXISTENT, "Message is gone");
        }
        return now.messages().entry(position);
    }

    public MessageContent content(long uid) {
        return new MailboxContent(this, entry(uid));
    }

    /// Reads octets of a message from where they stand.
    int read(ByteBuffer target, long position) throws IOException {
        return access.read(target, position);
    }

    Watch watch(Runnable changed) {
        access.showing().watch(changed);
        FileWatch.Subscription others = fileWatch.subscribe(path(), this::lookForOthers);
        return () -> {
            others.close();
            access.showing().unwatch(changed);
        };
    }

    // What there is to see is told by `Showing`.
    private void lookForOthers() {
        try {
            var _ = access.look();
        } catch (IOException | MailboxException e) {
            LOG.debug("Mailbox {} cannot be looked at: {}", path(), e.toString());
        }
    }

    /// About how much of the memory it takes.
    public long memoryOctets() {
        int messages = shown().map(state -> state.messages().size()).orElse(0);
        return messages * IndexState.MESSAGE_OCTETS + summaries.memoryOctets();
    }

    /// Lets go of the file. What is not written yet is written first, unless the file goes away.
    public void close(MailboxAccess.Ending ending) {
        if (ending == MailboxAccess.Ending.IDLE) {
            upkeep.finish();
        }
        summaries.close();
        text.close();
        try {
            access.close();
        } catch (IOException e) {
            LOG.warn("Mailbox {} was not closed: {}", path(), e.toString());
        }
    }
}
