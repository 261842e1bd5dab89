// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.message.MessageContent;

import java.util.List;
import java.util.Optional;

/// An open mailbox. Safe for use by several threads; no lock is held when a method returns. Methods
/// throw `MailboxException`.
public interface Mailbox extends AutoCloseable {
    MailboxName name();

    /// The mailbox as it stands now, changes of other programs included.
    Snapshot snapshot();

    /// Claims the messages that no session has seen yet: the UID of the first, which is `uidNext`
    /// when there is none. After this they are not recent for anybody else (RFC 3501 §2.3.2).
    long claimRecent();

    /// The same without claiming (EXAMINE, STATUS).
    long firstRecent();

    /// Stores messages durably and answers their UIDs, in order; all or none.
    List<Long> append(List<NewMessage> messages);

    /// Changes flags. Messages that are gone are passed over. With `unchangedSince` (RFC 7162
    /// §3.1.3) messages with a higher modseq are left alone, and their UIDs answered.
    List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince);

    /// Stores copies at the end of `target`, flags and dates kept, and answers their UIDs in the
    /// order of `uids`; all or none. Messages that are gone give an exception.
    List<Long> copy(List<Long> uids, Mailbox target);

    /// Removes messages for good, whatever their flags.
    void expunge(List<Long> uids);

    /// The content of a message; a NUL in it is read as 0x80 (RFC 3501 §4.3), as Dovecot shows it.
    ///
    /// @throws MailboxException NONEXISTENT when it has been expunged
    MessageContent content(long uid);

    /// The summary of a message, if the store has it.
    Optional<byte[]> summary(long uid);

    /// Has the summary of a message made, and keeps it.
    ///
    /// @throws MailboxException NONEXISTENT when it has been expunged
    byte[] summarize(long uid);

    /// Which messages contain a text, whatever its case, as far as the store knows it without a
    /// look at them.
    TextHits hits(SearchedText where, String text);

    /// Calls `changed` (quick, from any thread) after each change by others or by foreign programs,
    /// until the watch is closed. The session then takes a new snapshot and compares.
    Watch watch(Runnable changed);

    @Override
    void close();

    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
