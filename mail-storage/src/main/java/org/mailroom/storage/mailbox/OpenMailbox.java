// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.mailbox;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.SearchedText;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.TextHits;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.index.IndexEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// A mailbox that somebody has open.
public final class OpenMailbox implements Mailbox {
    private final MailboxName name;
    private final SharedMailbox shared;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    public OpenMailbox(MailboxName name, SharedMailbox shared, Runnable onClose) {
        this.name = name;
        this.shared = shared;
        this.onClose = onClose;
    }

    @Override
    public MailboxName name() {
        return name;
    }

    @Override
    public Snapshot snapshot() {
        return new MboxSnapshot(shared.look());
    }

    @Override
    public long claimRecent() {
        return shared.claimRecent();
    }

    @Override
    public long firstRecent() {
        return shared.look().firstRecent();
    }

    @Override
    public List<Long> append(List<NewMessage> messages) {
        return shared.append(messages.stream().map(Posting::of).toList());
    }

    @Override
    public List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince) {
        return shared.changeFlags(uids, change, unchangedSince);
    }

    @Override
    public List<Long> copy(List<Long> uids, Mailbox target) {
        if (!(target instanceof OpenMailbox other)) {
            throw new MailboxException(Reason.CANNOT, "Mailbox is of another store");
        }
        List<Posting> copies = new ArrayList<>();
        for (long uid : uids) {
            IndexEntry entry = shared.entry(uid);
            copies.add(
                    new Posting(
                            new MailboxContent(shared, entry),
                            "",
                            entry.date(),
                            entry.flags(),
                            Optional.empty()));
        }
        return other.shared.append(copies);
    }

    @Override
    public void expunge(List<Long> uids) {
        shared.expunge(uids);
    }

    @Override
    public MessageContent content(long uid) {
        return shared.content(uid);
    }

    @Override
    public Optional<byte[]> summary(long uid) {
        return shared.summaries().get(uid);
    }

    @Override
    public byte[] summarize(long uid) {
        return shared.summaries().make(uid);
    }

    @Override
    public TextHits hits(SearchedText where, String text) {
        return shared.text().hits(where, text);
    }

    @Override
    public Watch watch(Runnable changed) {
        return shared.watch(changed);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
