// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.mailroom.core.account.Account;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Folder;
import org.mailroom.storage.MailStore;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.Snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A store that forgets everything with the test.
final class MemoryStore implements MailStore {
    private final Map<Account, InMemory> accounts = new ConcurrentHashMap<>();

    @Override
    public AccountStore account(Account account) {
        return accounts.computeIfAbsent(account, _ -> new InMemory());
    }

    @Override
    public void close() {}

    private static final class InMemory implements AccountStore {
        private final Map<String, Box> boxes = new TreeMap<>();
        private final Map<String, String> uses =
                Map.of(
                        "Sent",
                        "\\Sent",
                        "Drafts",
                        "\\Drafts",
                        "Junk",
                        "\\Junk",
                        "Trash",
                        "\\Trash",
                        "Archive",
                        "\\Archive");
        private final Set<String> subscribed = new TreeSet<>();

        InMemory() {
            boxes.put("INBOX", new Box());
            uses.keySet().forEach(name -> boxes.put(name, new Box()));
            subscribed.addAll(boxes.keySet());
        }

        @Override
        public synchronized List<Folder> folders() {
            var folders = new ArrayList<Folder>();
            folders.add(new Folder(MailboxName.INBOX, Folder.Kind.MAILBOX, Set.of()));
            for (var box : boxes.entrySet()) {
                if (!box.getKey().equals("INBOX")) {
                    String use = uses.get(box.getKey());
                    folders.add(
                            new Folder(
                                    new MailboxName(box.getKey()),
                                    box.getValue().parentOnly
                                            ? Folder.Kind.PARENT_ONLY
                                            : Folder.Kind.MAILBOX,
                                    use == null ? Set.of() : Set.of(use)));
                }
            }
            return folders;
        }

        @Override
        public synchronized List<MailboxName> subscriptions() {
            return subscribed.stream().map(MailboxName::new).toList();
        }

        @Override
        public synchronized void create(MailboxName name) {
            Box there = boxes.get(name.path());
            if (there != null && !there.parentOnly) {
                throw new MailboxException(Reason.ALREADY_EXISTS, "Mailbox already exists");
            }
            String path = "";
            for (String level : name.levels()) {
                path = path.isEmpty() ? level : path + "/" + level;
                boxes.computeIfAbsent(
                        path,
                        _ -> {
                            var box = new Box();
                            box.parentOnly = true;
                            return box;
                        });
            }
            find(name, true).parentOnly = false;
        }

        @Override
        public synchronized void delete(MailboxName name) {
            find(name, false);
            if (boxes.keySet().stream().anyMatch(p -> p.startsWith(name.path() + "/"))) {
                find(name, false).parentOnly = true;
            } else {
                boxes.remove(name.path());
            }
        }

        @Override
        public synchronized void rename(MailboxName from, MailboxName to) {
            find(from, true);
            if (boxes.containsKey(to.path())) {
                throw new MailboxException(Reason.ALREADY_EXISTS, "Mailbox already exists");
            }
            for (String path : List.copyOf(boxes.keySet())) {
                if (path.equals(from.path()) || path.startsWith(from.path() + "/")) {
                    boxes.put(to.path() + path.substring(from.path().length()), boxes.remove(path));
                }
            }
            boxes.putIfAbsent("INBOX", new Box());
        }

        @Override
        public synchronized void subscribe(MailboxName name) {
            subscribed.add(name.path());
        }

        @Override
        public synchronized void unsubscribe(MailboxName name) {
            subscribed.remove(name.path());
        }

        @Override
        public synchronized Mailbox open(MailboxName name) {
            return new Opened(name, find(name, false));
        }

        private Box find(MailboxName name, boolean parents) {
            Box box = boxes.get(name.path());
            if (box == null || (box.parentOnly && !parents)) {
                throw new MailboxException(Reason.NONEXISTENT, "Mailbox doesn't exist");
            }
            return box;
        }
    }

    private record Message(
            long uid, MessageContent content, Flags flags, long modSeq, Instant date) {}

    private static final class Box {
        private boolean parentOnly;
        private List<Message> messages = List.of();
        private long uidNext = 1;
        private long modSeq = 1;
        private long recent = 1;
        private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

        private void changed() {
            watchers.forEach(Runnable::run);
        }

        synchronized long add(MessageContent content, Flags flags, Instant date) {
            var all = new ArrayList<>(messages);
            all.add(new Message(uidNext, content, flags, ++modSeq, date));
            messages = List.copyOf(all);
            return uidNext++;
        }

        synchronized List<Long> change(List<Long> uids, FlagChange change, long unchangedSince) {
            var failed = new ArrayList<Long>();
            var all = new ArrayList<Message>();
            modSeq++;
            for (Message message : messages) {
                Flags flags = change.applyTo(message.flags());
                if (!uids.contains(message.uid()) || flags.equals(message.flags())) {
                    all.add(message);
                } else if (message.modSeq() > unchangedSince) {
                    failed.add(message.uid());
                    all.add(message);
                } else {
                    all.add(
                            new Message(
                                    message.uid(),
                                    message.content(),
                                    flags,
                                    modSeq,
                                    message.date()));
                }
            }
            messages = List.copyOf(all);
            return failed;
        }

        synchronized void expunge(List<Long> uids) {
            modSeq++;
            messages = messages.stream().filter(m -> !uids.contains(m.uid())).toList();
        }

        synchronized Message message(long uid) {
            return messages.stream()
                    .filter(m -> m.uid() == uid)
                    .findFirst()
                    .orElseThrow(() -> new MailboxException(Reason.NONEXISTENT, "Message is gone"));
        }

        synchronized Snapshot snapshot() {
            return new View(messages, uidNext, modSeq);
        }

        synchronized long recent(boolean claim) {
            long first = recent;
            recent = claim ? uidNext : recent;
            return first;
        }
    }

    private record Opened(MailboxName name, Box box) implements Mailbox {
        @Override
        public Snapshot snapshot() {
            return box.snapshot();
        }

        @Override
        public long claimRecent() {
            return box.recent(true);
        }

        @Override
        public long firstRecent() {
            return box.recent(false);
        }

        @Override
        public List<Long> append(List<NewMessage> added) {
            var uids = added.stream().map(m -> add(m)).toList();
            box.changed();
            return uids;
        }

        private long add(NewMessage message) {
            try (InputStream in = message.content().open()) {
                return box.add(
                        MessageContent.of(in.readAllBytes()),
                        message.flags(),
                        message.internalDate());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<Long> changeFlags(List<Long> uids, FlagChange change, long unchangedSince) {
            List<Long> failed = box.change(uids, change, unchangedSince);
            box.changed();
            return failed;
        }

        @Override
        public List<Long> copy(List<Long> uids, Mailbox target) {
            var messages = uids.stream().map(box::message).toList();
            return target.append(
                    messages.stream()
                            .map(m -> new NewMessage(m.content(), m.flags(), m.date()))
                            .toList());
        }

        @Override
        public void expunge(List<Long> uids) {
            box.expunge(uids);
            box.changed();
        }

        @Override
        public MessageContent content(long uid) {
            return box.message(uid).content();
        }

        @Override
        public Watch watch(Runnable changed) {
            box.watchers.add(changed);
            return () -> box.watchers.remove(changed);
        }

        @Override
        public void close() {}
    }

    private record View(List<Message> messages, long uidNext, long highestModSeq)
            implements Snapshot {
        @Override
        public long uidValidity() {
            return 1_700_000_000;
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
            int low = 0;
            while (low < size() && uid(low) < uid) {
                low++;
            }
            return low < size() && uid(low) == uid ? low : -low - 1;
        }

        @Override
        public Flags flags(int position) {
            return messages.get(position).flags();
        }

        @Override
        public long modSeq(int position) {
            return messages.get(position).modSeq();
        }

        @Override
        public Instant internalDate(int position) {
            return messages.get(position).date();
        }

        @Override
        public long octets(int position) {
            return messages.get(position).content().octets();
        }

        @Override
        public List<String> keywords() {
            var keywords = new TreeSet<String>();
            messages.forEach(m -> keywords.addAll(m.flags().keywords()));
            return List.copyOf(keywords);
        }
    }
}
