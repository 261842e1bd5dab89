// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.ImapCommand.Access;
import org.mailroom.imap.grammar.ImapCommand.Numbering;
import org.mailroom.imap.grammar.Ranges;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.imap.grammar.SequenceSet;
import org.mailroom.imap.summary.Summary;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The selected mailbox as its client knows it. On the session's thread.
///
/// `shown` gives the client's sequence numbers; `latest` is newer where EXPUNGE could not be told
/// yet (then the view is `behind`), and gives flags. A position counts from 0 in `shown`.
/// `reportedModSeq` is the state of flags that the client has been told of: what has a higher
/// modseq is news.
public final class MailboxView implements AutoCloseable {

    /// Whether a command lets the client renumber its messages (RFC 3501 §7.4.1).
    public enum Expunges {
        TELL,
        HOLD
    }

    /// What a report of flags holds: MODSEQ is for clients that know CONDSTORE (RFC 7162 §3.2).
    public enum Detail {
        FLAGS,
        FLAGS_AND_MODSEQ
    }

    /// Why a mailbox cannot stay selected.
    public enum Loss {
        /// It has been deleted or renamed.
        GONE,
        /// It is another one now: its UIDs mean nothing any more.
        UIDS_CHANGED
    }

    /// The mailbox cannot stay selected.
    public static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Loss loss;

        LostException(Loss loss) {
            super(null, null, false, false);
            this.loss = loss;
        }

        public Loss loss() {
            return loss;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(MailboxView.class);
    private static final Ranges NONE = Ranges.of(List.of());

    private final Mailbox mailbox;
    private final Access access;
    private final Background background;
    private final MessageTexts texts;
    private final RecentMessages recent = new RecentMessages();
    private final FlagNames names;
    private Snapshot shown;
    private Snapshot latest;
    private boolean behind;
    private long reportedModSeq;
    private long reportedUidNext;

    private MailboxView(Mailbox mailbox, Access access, Background background) {
        this.mailbox = mailbox;
        this.access = access;
        this.background = background;
        texts = new MessageTexts(mailbox::content, background);
        long firstRecent = claimRecent();
        shown = mailbox.snapshot();
        latest = shown;
        recent.claimed(firstRecent, shown);
        reportedModSeq = shown.highestModSeq();
        reportedUidNext = shown.uidNext();
        names = new FlagNames(access);
    }

    /// The view of a mailbox that has just been opened, and that the view closes.
    public static MailboxView of(Mailbox mailbox, Access access, Background background) {
        try {
            return new MailboxView(mailbox, access, background);
        } catch (RuntimeException refused) {
            mailbox.close();
            throw refused;
        }
    }

    // RFC 3501 §6.3.2: EXAMINE MUST NOT cause messages to lose the \Recent flag
    private long claimRecent() {
        try {
            return access == Access.READ_WRITE ? mailbox.claimRecent() : mailbox.firstRecent();
        } catch (MailboxException locked) {
            // It can be read all the same; whoever comes next sees them as recent too.
            return mailbox.firstRecent();
        }
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    public Access access() {
        return access;
    }

    MessageTexts texts() {
        return texts;
    }

    /// What is kept of a message that `shown` has.
    Optional<Summary> summary(int position) {
        return mailbox.summary(shown.uid(position)).map(Summary::new);
    }

    /// The same; where nothing is kept, the message is looked through.
    ///
    /// @throws MailboxException NONEXISTENT when it has been expunged
    Summary summarized(int position) {
        return summary(position).orElseGet(() -> new Summary(summarize(position)));
    }

    private byte[] summarize(int position) {
        long uid = shown.uid(position);
        return MessageText.isLarge(shown.octets(position))
                ? background.compute(() -> mailbox.summarize(uid))
                : mailbox.summarize(uid);
    }

    Snapshot shown() {
        return shown;
    }

    Snapshot latest() {
        return latest;
    }

    int recentCount() {
        return recent.count(shown);
    }

    boolean isRecent(long uid) {
        return recent.contains(uid);
    }

    long reportedModSeq() {
        return reportedModSeq;
    }

    /// The position in `latest`, negative for a message that has been expunged since.
    int latestPosition(int position) {
        if (!behind) {
            return position;
        }
        long uid = shown.uid(position);
        boolean hasStayed = position < latest.size() && latest.uid(position) == uid;
        return hasStayed ? position : latest.position(uid);
    }

    Flags flags(int position) {
        int now = latestPosition(position);
        return now < 0 ? shown.flags(position) : latest.flags(now);
    }

    long modSeq(int position) {
        int now = latestPosition(position);
        return now < 0 ? shown.modSeq(position) : latest.modSeq(now);
    }

    /// The positions that a set names; empty where the client names numbers that do not exist.
    Optional<Ranges> positions(SequenceSet set, Numbering by) {
        // RFC 3501 §9: a number greater than the number of messages is an error
        boolean invalid = by == Numbering.SEQUENCE && set.exceeds(shown.size());
        return invalid ? Optional.empty() : Optional.of(existing(set, by));
    }

    /// The same for SEARCH, where a number that does not exist just matches nothing.
    Ranges existing(SequenceSet set, Numbering by) {
        return by == Numbering.UID ? byUid(set) : bySequence(set);
    }

    private Ranges bySequence(SequenceSet set) {
        Ranges numbers = set.within(shown.size());
        return clipped(numbers, n -> Math.clamp(n - 1, 0, shown.size()));
    }

    private Ranges byUid(SequenceSet set) {
        int size = shown.size();
        // RFC 3501 §9: "*" is the UID of the last message, and "n:*" always includes it
        Ranges uids = set.within(size == 0 ? 0 : shown.uid(size - 1));
        return clipped(uids, uid -> RecentMessages.insertion(shown, uid));
    }

    private interface Places {
        int of(long number);
    }

    private static Ranges clipped(Ranges numbers, Places places) {
        var found = new ArrayList<long[]>();
        for (int i = 0; i < numbers.count(); i++) {
            int first = places.of(numbers.first(i));
            int afterLast = places.of(numbers.last(i) + 1);
            if (first < afterLast) {
                found.add(new long[] {first, afterLast - 1});
            }
        }
        return Ranges.merged(found.toArray(long[][]::new));
    }

    List<Long> uids(Ranges positions) {
        var uids = new ArrayList<Long>();
        positions.forEach(position -> uids.add(shown.uid((int) position)));
        return uids;
    }

    /// Looks at the mailbox again and tells the client what has changed: after each command, and
    /// during IDLE. What cannot be had now is told the next time.
    ///
    /// @throws LostException when it cannot stay selected
    public void report(ResponseWriter out, Expunges expunges, Detail detail) {
        try {
            refresh();
            if (expunges == Expunges.TELL || !hasExpunged()) {
                adopt(out);
            }
            reportFlags(out, detail, NONE);
        } catch (MailboxException refusal) {
            if (refusal.reason() == MailboxException.Reason.NONEXISTENT) {
                throw new LostException(Loss.GONE);
            }
            LOG.debug("No look at the mailbox: {}", refusal.getMessage());
        }
    }

    /// Tells what has changed while a client waits, which may take long: nothing is kept for it.
    public void reportIdle(ResponseWriter out, Detail detail) {
        texts.forget();
        report(out, Expunges.TELL, detail);
    }

    /// Looks at the mailbox again; numbers stay as they are.
    void refresh() {
        Snapshot next = mailbox.snapshot();
        if (next.uidValidity() != shown.uidValidity()) {
            throw new LostException(Loss.UIDS_CHANGED);
        }
        latest = next;
        behind = true;
    }

    private boolean hasExpunged() {
        return RecentMessages.insertion(latest, shown.uidNext()) < shown.size();
    }

    private void adopt(ResponseWriter out) {
        Snapshot before = shown;
        if (hasExpunged()) {
            writeExpunges(out);
        }
        shown = latest;
        behind = false;
        if (shown.uidNext() != before.uidNext()) {
            out.text("* ").number(shown.size()).text(" EXISTS\r\n");
            recent.claimed(claimRecent(), shown);
            out.text("* ").number(recentCount()).text(" RECENT\r\n");
        }
    }

    // From the last message down, so that no number depends on one told before.
    private void writeExpunges(ResponseWriter out) {
        int now = latest.size() - 1;
        for (int position = shown.size() - 1; position >= 0; position--) {
            long uid = shown.uid(position);
            while (now >= 0 && latest.uid(now) > uid) {
                now--;
            }
            if (now < 0 || latest.uid(now) != uid) {
                out.text("* ").number(position + 1).text(" EXPUNGE\r\n");
            }
        }
    }

    /// Tells of flags that others have changed, but for the positions in `mine`, of which the
    /// caller tells itself. After this no flags are news.
    void reportFlags(ResponseWriter out, Detail detail, Ranges mine) {
        if (latest.highestModSeq() > reportedModSeq) {
            reportNames(out);
            // What has just arrived is news as a whole: the client asks for its flags itself.
            int known = RecentMessages.insertion(shown, reportedUidNext);
            for (int position = 0; position < known; position++) {
                if (isNews(position) && !mine.contains(position)) {
                    writeFlags(out, position, detail, Numbering.SEQUENCE);
                }
            }
        }
        reportedModSeq = latest.highestModSeq();
        reportedUidNext = shown.uidNext();
    }

    private boolean isNews(int position) {
        int now = latestPosition(position);
        return now >= 0 && latest.modSeq(now) > reportedModSeq;
    }

    /// Tells of new keywords, before a message is told to have one.
    void reportNames(ResponseWriter out) {
        names.report(out, latest.keywords());
    }

    /// FLAGS and PERMANENTFLAGS (RFC 3501 §7.2.6, §7.1).
    void writeNames(ResponseWriter out) {
        names.write(out, latest.keywords());
    }

    void writeFlags(ResponseWriter out, int position, Detail detail, Numbering by) {
        out.text("* ").number(position + 1).text(" FETCH (");
        if (by == Numbering.UID || detail == Detail.FLAGS_AND_MODSEQ) {
            out.text("UID ").number(shown.uid(position)).octet(' ');
        }
        out.text("FLAGS ").flags(flags(position), isRecent(shown.uid(position)) ? "\\Recent" : "");
        if (detail == Detail.FLAGS_AND_MODSEQ) {
            out.text(" MODSEQ (").number(modSeq(position)).octet(')');
        }
        out.text(")\r\n");
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
