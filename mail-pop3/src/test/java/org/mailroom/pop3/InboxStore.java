// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.account.Account;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Folder;
import org.mailroom.storage.MailStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.Snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A store with one INBOX, until the real one is there: read from an mbox, forgotten with the test.
final class InboxStore implements MailStore {
    private record Message(long uid, MessageContent content, Flags flags) {}

    private List<Message> messages = List.of();

    void load(Path mbox) throws IOException {
        var found = new ArrayList<Message>();
        for (String text : ("\n" + Files.readString(mbox)).split("\n\n?From .*\n", -1)) {
            if (!text.isEmpty()) {
                String lines = (text + "\n").replaceAll("\n+$", "\n").replace("\n", "\r\n");
                var content = MessageContent.of(lines.getBytes(StandardCharsets.UTF_8));
                found.add(new Message(found.size() + 1, content, Flags.NONE));
            }
        }
        messages = List.copyOf(found);
    }

    synchronized List<Flags> flags() {
        return messages.stream().map(Message::flags).toList();
    }

    @Override
    public AccountStore account(Account account) {
        return new Only();
    }

    @Override
    public void close() {}

    private final class Only implements AccountStore {
        @Override
        public List<Folder> folders() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<MailboxName> subscriptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void create(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rename(MailboxName from, MailboxName to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void subscribe(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unsubscribe(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mailbox open(MailboxName name) {
            return new Inbox();
        }
    }

    private final class Inbox implements Mailbox {
        @Override
        public MailboxName name() {
            return MailboxName.INBOX;
        }

        @Override
        public Snapshot snapshot() {
            synchronized (InboxStore.this) {
                return new View(messages);
            }
        }

        @Override
        public long claimRecent() {
            return 1;
        }

        @Override
        public long firstRecent() {
            return 1;
        }

        @Override
        public List<Long> append(List<NewMessage> added) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince) {
            synchronized (InboxStore.this) {
                messages =
                        messages.stream()
                                .map(m -> uids.contains(m.uid()) ? changed(m, change) : m)
                                .toList();
                return List.of();
            }
        }

        private static Message changed(Message message, FlagChange change) {
            return new Message(message.uid(), message.content(), change.applyTo(message.flags()));
        }

        @Override
        public List<Long> copy(List<Long> uids, Mailbox target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void expunge(List<Long> uids) {
            synchronized (InboxStore.this) {
                messages = messages.stream().filter(m -> !uids.contains(m.uid())).toList();
            }
        }

        @Override
        public MessageContent content(long uid) {
            synchronized (InboxStore.this) {
                return messages.stream()
                        .filter(m -> m.uid() == uid)
                        .findFirst()
                        .map(Message::content)
                        .orElseThrow(
                                () ->
                                        new MailboxException(
                                                MailboxException.Reason.NONEXISTENT, "gone"));
            }
        }

        @Override
        public Watch watch(Runnable changed) {
            return () -> {};
        }

        @Override
        public void close() {}
    }

    private record View(List<Message> messages) implements Snapshot {
        @Override
        public long uidValidity() {
            return 1_700_000_000;
        }

        @Override
        public long uidNext() {
            return size() + 1L;
        }

        @Override
        public long highestModSeq() {
            return 1;
        }

        @Override
        public int size() {
            return messages.size();
        }

        @Override
        public long uid(int position) {
            return messages.get(position).uid();
        }

        @Override
        public int position(long uid) {
            return IntStream.range(0, size()).filter(i -> uid(i) == uid).findFirst().orElse(-1);
        }

        @Override
        public Flags flags(int position) {
            return messages.get(position).flags();
        }

        @Override
        public long modSeq(int position) {
            return 1;
        }

        @Override
        public Instant internalDate(int position) {
            return Instant.EPOCH;
        }

        @Override
        public long octets(int position) {
            return messages.get(position).content().octets();
        }

        @Override
        public List<String> keywords() {
            return List.of();
        }
    }
}
