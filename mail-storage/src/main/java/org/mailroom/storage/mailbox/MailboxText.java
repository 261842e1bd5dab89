// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.message.FoldedText;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.SearchedText;
import org.mailroom.storage.TextHits;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.search.BrokenIndexException;
import org.mailroom.storage.search.TextIndex;
import org.mailroom.storage.search.TextIndexWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The text of the messages of a mailbox, as far as it is indexed. Once somebody has searched for
/// text, and a look at what is not indexed takes long, the rest is indexed as well. Safe for use by
/// several threads.
final class MailboxText {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxText.class);

    /// As much is looked through in the time that a client does not notice.
    private static final long MUCH_OCTETS = 4 << 20;

    /// After so much text what has been indexed is committed.
    private static final long COMMIT_OCTETS = 256 << 20;

    /// Where the disk has less room than that, it is left to mail.
    private static final long SPARED_OCTETS = 512 << 20;

    /// After trouble, a full disk above all, the next try would meet it again.
    private static final Duration REST = Duration.ofHours(1);

    private final SharedMailbox mailbox;
    private final TextIndex index;
    private final InstantSource clock;
    private final TextIndexing indexing;
    private final AtomicBoolean isWaiting = new AtomicBoolean();

    /// Held by who writes the index.
    private final Object writing = new Object();

    /// Set before each try, whatever becomes of it.
    private volatile Instant nextTry = Instant.MIN;

    private volatile boolean isClosed;

    MailboxText(SharedMailbox mailbox, StoreParts parts, Path indexFolder) {
        this.mailbox = mailbox;
        this.index = new TextIndex(indexFolder, parts.extractor());
        this.indexing = parts.indexing();
        this.clock = parts.access().clock();
    }

    /// Which messages contain a text, as far as the index knows it.
    TextHits hits(SearchedText where, String text) {
        IndexState state = mailbox.look();
        if (isBehind(state) && !isResting() && isWaiting.compareAndSet(false, true)) {
            indexing.request(this);
        }
        return index.hits(state.uidValidity(), where, FoldedText.of(text));
    }

    private boolean isResting() {
        return clock.instant().isBefore(nextTry);
    }

    private boolean isBehind(IndexState state) {
        int position = after(state, index.indexedTo(state.uidValidity()));
        long octets = 0;
        while (position < state.messages().size() && octets <= MUCH_OCTETS) {
            octets += state.messages().octets(position++);
        }
        return octets > MUCH_OCTETS;
    }

    private static int after(IndexState state, long uid) {
        int position = state.messages().position(uid + 1);
        return position < 0 ? -position - 1 : position;
    }

    /// Indexes what is not indexed. On the thread that does so for all mailboxes.
    void catchUp(TextIndexing.Pace pace) throws InterruptedException {
        isWaiting.set(false);
        synchronized (writing) {
            Optional<IndexState> shown = mailbox.shown();
            if (isClosed || shown.isEmpty()) {
                return;
            }
            nextTry = clock.instant().plus(REST);
            try (TextIndexWriter writer = index.writer(shown.get().uidValidity())) {
                write(shown.get(), writer, pace);
                nextTry = Instant.MIN;
            } catch (IOException | MailboxException e) {
                LOG.warn(
                        "The text of {} is not indexed for an hour: {}",
                        mailbox.path(),
                        e.getMessage());
            } catch (BrokenIndexException e) {
                discard(e);
            }
        }
    }

    private void write(IndexState state, TextIndexWriter writer, TextIndexing.Pace pace)
            throws IOException, InterruptedException {
        int position = after(state, writer.indexedTo());
        long octets = 0;
        checkRoom();
        while (position < state.messages().size() && !isClosed) {
            pace.keep();
            IndexEntry entry = state.messages().entry(position++);
            add(entry, writer);
            octets += entry.octets();
            if (octets > COMMIT_OCTETS) {
                octets = 0;
                writer.commit();
                checkRoom();
            }
        }
        if (state.messages().size() > 0) {
            // All at once they go only for a moment, for example while a file is put back.
            writer.tidy(
                    after(state, writer.indexedTo()), uid -> state.messages().position(uid) >= 0);
        }
        writer.commit();
    }

    private void checkRoom() throws IOException {
        if (index.usableOctets() < SPARED_OCTETS) {
            throw new IOException("the disk has less than 512 MiB left");
        }
    }

    private void add(IndexEntry entry, TextIndexWriter writer) throws IOException {
        try {
            writer.add(entry.uid(), new MailboxContent(mailbox, entry));
        } catch (MailboxException e) {
            if (e.reason() != MailboxException.Reason.NONEXISTENT) {
                throw e;
            }
            writer.reached(entry.uid());
        }
    }

    private void discard(BrokenIndexException e) {
        LOG.warn(
                "The text index of {} is made anew, not before an hour has passed: {}",
                mailbox.path(),
                e.getMessage());
        try {
            index.delete();
        } catch (IOException failed) {
            LOG.warn("It was not deleted: {}", failed.toString());
        }
    }

    void close() {
        isClosed = true;
        synchronized (writing) {
            try {
                index.close();
            } catch (IOException e) {
                LOG.warn("The text index of {}: {}", mailbox.path(), e.toString());
            }
        }
    }
}
