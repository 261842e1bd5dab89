// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.Snapshot;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The INBOX as it was at login, and what the client wants done with it (RFC 1939 §5). Messages
/// count from 1. Nothing is locked: other sessions go on, and what they remove is missing here. On
/// the session's thread.
final class Maildrop implements AutoCloseable {
    private final Mailbox mailbox;
    private final Snapshot messages;
    private final BitSet deleted = new BitSet();
    private final BitSet retrieved = new BitSet();
    private int expunged;

    /// The maildrop of a mailbox that has just been opened, and that it closes.
    static Maildrop of(Mailbox mailbox) {
        try {
            return new Maildrop(mailbox);
        } catch (RuntimeException refused) {
            mailbox.close();
            throw refused;
        }
    }

    private Maildrop(Mailbox mailbox) {
        this.mailbox = mailbox;
        this.messages = mailbox.snapshot();
    }

    /// All messages, those that are to be deleted included.
    int size() {
        return messages.size();
    }

    /// The octets of all messages.
    long octets() {
        return IntStream.range(0, size()).mapToLong(messages::octets).sum();
    }

    /// The numbers of the messages that are not to be deleted.
    IntStream numbers() {
        return IntStream.rangeClosed(1, size()).filter(number -> !isDeleted(number));
    }

    boolean isDeleted(int number) {
        return deleted.get(number - 1);
    }

    long octets(int number) {
        return messages.octets(number - 1);
    }

    /// Dovecot's `pop3_uidl_format` as it is shipped, `%08Xu%08Xv`: so clients do not fetch all
    /// mail again when their server changes.
    String uniqueId(int number) {
        return "%08x%08x".formatted(messages.uid(number - 1), messages.uidValidity());
    }

    MessageContent content(int number) {
        return mailbox.content(messages.uid(number - 1));
    }

    void retrieved(int number) {
        retrieved.set(number - 1);
    }

    void delete(int number) {
        deleted.set(number - 1);
    }

    void undelete() {
        deleted.clear();
    }

    /// How many messages this session has removed.
    int expunged() {
        return expunged;
    }

    /// Marks what was retrieved and not removed.
    void markSeen() {
        if (expunged > 0) {
            retrieved.andNot(deleted);
        }
        if (!retrieved.isEmpty()) {
            var seen = new FlagChange(FlagChange.Mode.ADD, new Flags(Flags.SEEN, Set.of()));
            mailbox.changeFlags(uids(retrieved), seen, Long.MAX_VALUE);
            retrieved.clear();
        }
    }

    /// Removes what is to be deleted (RFC 1939 §6).
    void expunge() {
        if (!deleted.isEmpty()) {
            mailbox.expunge(uids(deleted));
            expunged = deleted.cardinality();
        }
    }

    private List<Long> uids(BitSet positions) {
        return positions.stream().mapToObj(messages::uid).toList();
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
