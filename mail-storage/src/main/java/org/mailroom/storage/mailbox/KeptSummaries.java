// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.index.IndexEntry;
import org.mailroom.storage.index.IndexState;
import org.mailroom.storage.index.Summaries;
import org.mailroom.storage.upkeep.Upkeep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/// The summaries of the messages of a mailbox: made when they are asked for, or, once somebody has
/// asked for one, beforehand; while he asks for one after the other, on a second thread. Safe for
/// use by several threads.
final class KeptSummaries implements Upkeep.Preparation {
    private static final Logger LOG = LoggerFactory.getLogger(KeptSummaries.class);

    /// Longer messages are looked through when somebody asks.
    private static final long LARGE_OCTETS = 1 << 20;

    private final SharedMailbox mailbox;
    private final Summarizer summarizer;
    private final Summaries summaries;
    private final Ahead ahead = new Ahead();

    /// Whether this mailbox is one that clients list.
    private volatile boolean isListed;

    /// All messages up to this UID have been looked after.
    private long preparedTo;

    KeptSummaries(SharedMailbox mailbox, StoreParts parts, Path indexFolder) {
        this.mailbox = mailbox;
        this.summarizer = parts.summarizer();
        this.summaries =
                new Summaries(() -> parts.access().indexes().in(indexFolder), summarizer.version());
    }

    /// Without a look at the file: a message never changes.
    Optional<byte[]> get(long uid) {
        isListed = true;
        return mailbox.shown().flatMap(state -> get(state, uid));
    }

    private Optional<byte[]> get(IndexState state, long uid) {
        int position = state.messages().position(uid);
        return position < 0
                ? Optional.empty()
                : summaries.get(state.uidValidity(), state.messages().entry(position));
    }

    byte[] make(long uid) {
        IndexState now = mailbox.look();
        int position = now.messages().position(uid);
        if (position < 0) {
            throw new MailboxException(Reason.NONEXISTENT, "Message is gone");
        }
        ahead.asked(position).ifPresent(block -> start(() -> make(now, block)));
        try {
            return make(now, now.messages().entry(position));
        } catch (IOException e) {
            throw mailbox.unavailable(e);
        }
    }

    // It may wait for the locks of others, which threads for files must not
    private static void start(Runnable work) {
        Thread.ofVirtual().name("summaries").start(work);
    }

    private void make(IndexState state, Ahead.Block block) {
        int end = Math.min(block.end(), state.messages().size());
        try {
            for (int position = block.start(); position < end; position++) {
                makeIfMissing(state, state.messages().entry(position));
            }
        } catch (IOException | MailboxException | RejectedExecutionException e) {
            LOG.debug("No summaries of {} for now: {}", mailbox.path(), e.toString());
        } finally {
            ahead.done();
        }
    }

    private void makeIfMissing(IndexState state, IndexEntry entry) throws IOException {
        boolean isMissing = summaries.get(state.uidValidity(), entry).isEmpty();
        if (isMissing && entry.octets() < LARGE_OCTETS) {
            var _ = make(state, entry);
        }
    }

    private byte[] make(IndexState state, IndexEntry entry) throws IOException {
        MessageContent content = new MailboxContent(mailbox, entry);
        byte[] summary = summarizer.summarize(content);
        summaries.put(state.uidValidity(), entry, summary);
        return summary;
    }

    /// On the thread that looks after the mailbox.
    @Override
    public void prepare(long nanos) {
        Optional<IndexState> shown = mailbox.shown();
        if (isListed && shown.isPresent()) {
            try {
                prepare(shown.get(), System.nanoTime() + nanos);
            } catch (IOException | MailboxException e) {
                LOG.debug("No summaries of {} for now: {}", mailbox.path(), e.toString());
            }
        }
    }

    private void prepare(IndexState state, long end) throws IOException {
        int position = state.messages().position(preparedTo + 1);
        position = position < 0 ? -position - 1 : position;
        while (position < state.messages().size() && System.nanoTime() < end) {
            IndexEntry entry = state.messages().entry(position++);
            preparedTo = entry.uid();
            makeIfMissing(state, entry);
        }
    }

    @Override
    public void tidy() {
        mailbox.shown().ifPresent(summaries::tidy);
    }

    long memoryOctets() {
        return summaries.memoryOctets();
    }

    void close() {
        summaries.close();
    }
}
