// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Folder;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxException.Reason;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.folder.FolderFiles;
import org.mailroom.storage.folder.FolderMetadata;
import org.mailroom.storage.folder.FolderNames;
import org.mailroom.storage.folder.FolderTree;
import org.mailroom.storage.folder.InboxRename;
import org.mailroom.storage.folder.SpecialUses;
import org.mailroom.storage.folder.Subscriptions;
import org.mailroom.storage.mailbox.OpenMailbox;
import org.mailroom.storage.mailbox.SharedMailbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The folders of one account: INBOX is a file of its own, each other folder a directory with the
/// file `mbox` in it. A directory without that file is only a parent. Changes are for one thread at
/// a time, which the methods see to.
final class AccountFolders implements AccountStore {
    private static final Logger LOG = LoggerFactory.getLogger(AccountFolders.class);

    /// Each try may wait for the locks of others.
    private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);

    private final MboxStore store;
    private final InstantSource clock;
    private final Path inbox;
    private final Path inboxIndex;
    private final FolderTree tree;
    private final Subscriptions subscriptions;
    private final SpecialUses uses;
    private final InboxRename inboxRename;

    /// Whether renaming INBOX may have been cut short.
    private boolean mayBeHalfRenamed = true;

    private Instant nextTry = Instant.MIN;

    AccountFolders(
            MboxStore store,
            String account,
            StoreSettings settings,
            FolderFiles files,
            InstantSource clock) {
        String name = FolderNames.encode(account);
        this.store = store;
        this.clock = clock;
        this.inbox = settings.inboxes().apply(account);
        this.inboxIndex = store.inboxIndex(account);
        this.tree =
                new FolderTree(
                        files,
                        settings.folders().resolve(name),
                        settings.index().resolve(name).resolve("folders"));
        this.subscriptions = new Subscriptions(files, tree.root());
        this.uses = new SpecialUses(files, tree.root());
        this.inboxRename = new InboxRename(files, tree.root());
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /// Works on folders; for an account without any, the usual ones are made first.
    private synchronized <T> T prepared(Work<T> work) {
        try {
            if (!subscriptions.exist()) {
                for (String name : SpecialUses.USUAL.keySet()) {
                    tree.create(new MailboxName(name));
                }
                uses.write(new TreeMap<>(SpecialUses.USUAL));
                var all = new ArrayList<>(SpecialUses.USUAL.keySet());
                all.add(MailboxName.INBOX.path());
                subscriptions.write(all);
            }
            if (mayBeHalfRenamed && !clock.instant().isBefore(nextTry)) {
                tryToFinishInboxRename();
            }
            return work.run();
        } catch (IOException e) {
            throw MboxStore.unavailable(e);
        }
    }

    @Override
    public List<Folder> folders() {
        return prepared(
                () -> {
                    List<Folder> folders = new ArrayList<>();
                    folders.add(new Folder(MailboxName.INBOX, Folder.Kind.MAILBOX, Set.of()));
                    Map<String, String> special = uses.read();
                    for (MailboxName name : tree.names()) {
                        if (!name.isInbox()) {
                            Optional<String> use = Optional.ofNullable(special.get(name.path()));
                            folders.add(folder(name, use));
                        }
                    }
                    return folders;
                });
    }

    private Folder folder(MailboxName name, Optional<String> use) {
        Folder.Kind kind = tree.hasMail(name) ? Folder.Kind.MAILBOX : Folder.Kind.PARENT_ONLY;
        return new Folder(name, kind, use.map(Set::of).orElseGet(Set::of));
    }

    @Override
    public List<MailboxName> subscriptions() {
        return prepared(subscriptions::read);
    }

    @Override
    public void create(MailboxName name) {
        var _ =
                prepared(
                        () -> {
                            if (name.isInbox() || tree.hasMail(name)) {
                                throw exists();
                            }
                            tree.create(name);
                            uses.created(name);
                            return name;
                        });
    }

    @Override
    public void adopt(MailboxName name, InputStream mbox) {
        if (name.isInbox()) {
            throw cannot("INBOX is the file in the mail spool: put it there, or import it");
        }
        try {
            // Whoever sends it may be slow: nobody waits for that.
            Path staged = tree.stage(mbox);
            try {
                var _ = prepared(() -> adopt(name, staged));
            } finally {
                tree.discard(staged);
            }
        } catch (IOException e) {
            throw MboxStore.unavailable(e);
        }
    }

    private MailboxName adopt(MailboxName name, Path staged) throws IOException {
        if (tree.hasMail(name)) {
            if (!tree.isEmpty(name)) {
                throw exists();
            }
            store.forget(tree.mail(name));
            tree.delete(name);
        } else {
            uses.created(name);
        }
        tree.adopt(name, staged);
        return name;
    }

    @Override
    public void delete(MailboxName name) {
        var _ =
                prepared(
                        () -> {
                            if (name.isInbox()) {
                                throw cannot("INBOX cannot be deleted");
                            }
                            if (!tree.hasMail(name)) {
                                throw missing();
                            }
                            store.forget(tree.mail(name));
                            tree.delete(name);
                            uses.deleted(name);
                            return name;
                        });
    }

    @Override
    public void rename(MailboxName from, MailboxName to) {
        var _ =
                prepared(
                        () -> {
                            if (to.isInbox() || tree.exists(to)) {
                                throw exists();
                            }
                            if (from.isInbox()) {
                                emptyInboxInto(to);
                            } else {
                                move(from, to);
                            }
                            return to;
                        });
    }

    private void move(MailboxName from, MailboxName to) throws IOException {
        if (!tree.exists(from)) {
            throw missing();
        }
        if (to.path().startsWith(from.path() + MailboxName.SEPARATOR)) {
            throw cannot("A folder cannot be moved into itself");
        }
        Map<MailboxName, Path> indexes = new LinkedHashMap<>();
        for (MailboxName name : tree.below(from)) {
            var renamed = new MailboxName(to + name.path().substring(from.path().length()));
            indexes.put(name, tree.index(renamed));
        }
        for (var entry : indexes.entrySet()) {
            if (tree.hasMail(entry.getKey())) {
                store.rename(
                        tree.mail(entry.getKey()), tree.index(entry.getKey()), entry.getValue());
            }
        }
        uses.renaming(from, to);
        tree.rename(from, to);
        uses.renamed(from);
    }

    // RFC 9051 §6.3.6: renaming INBOX moves its mail and leaves it empty
    private void emptyInboxInto(MailboxName to) throws IOException {
        if (mayBeHalfRenamed) {
            tryToFinishInboxRename();
        }
        try (Mailbox source = open(MailboxName.INBOX)) {
            Snapshot snapshot = source.snapshot();
            begin(to, snapshot);
            if (snapshot.size() > 0) {
                move(source, to, snapshot);
            }
        }
    }

    private void begin(MailboxName to, Snapshot inbox) throws IOException {
        try {
            tree.create(to);
            if (inbox.size() > 0) {
                inboxRename.begin(to, inbox);
            }
        } catch (IOException e) {
            mayBeHalfRenamed = true;
            tree.withdraw(to);
            throw e;
        }
    }

    private void move(Mailbox inbox, MailboxName to, Snapshot snapshot) throws IOException {
        List<Long> uids = below(snapshot.uidNext(), snapshot);
        boolean isDone = false;
        try {
            try (Mailbox target = open(to)) {
                var _ = inbox.copy(uids, target);
            }
            inboxRename.copied(to, snapshot);
            inbox.expunge(uids);
            inboxRename.end();
            isDone = true;
        } finally {
            mayBeHalfRenamed = !isDone;
        }
    }

    private static List<Long> below(long uidNext, Snapshot snapshot) {
        return IntStream.range(0, snapshot.size())
                .mapToObj(snapshot::uid)
                .filter(uid -> uid < uidNext)
                .toList();
    }

    // Another program may have one of the mailboxes just now; the other folders can be used.
    private void tryToFinishInboxRename() throws IOException {
        // The work itself opens folders.
        mayBeHalfRenamed = false;
        boolean isDone = false;
        try {
            Optional<InboxRename.Begun> found = inboxRename.begun();
            if (found.isPresent()) {
                finish(found.get());
                inboxRename.end();
            }
            isDone = true;
        } catch (MailboxException e) {
            LOG.warn("The rename of {} is finished later: {}", inbox, e.getMessage());
            nextTry = clock.instant().plus(BETWEEN_TRIES);
        } finally {
            mayBeHalfRenamed = !isDone;
        }
    }

    // The copy is there as a whole or not at all. What else is in the target, or is not, is the
    // doing of others: then nothing is taken away.
    private void finish(InboxRename.Begun begun) throws IOException {
        if (!tree.hasMail(begun.target())) {
            return;
        }
        try (Mailbox source = open(MailboxName.INBOX);
                Mailbox target = open(begun.target())) {
            Snapshot inbox = source.snapshot();
            Snapshot copies = target.snapshot();
            List<Long> uids = below(begun.uidNext(), inbox);
            boolean isThatInbox = inbox.uidValidity() == begun.uidValidity();
            if (isThatInbox && (begun.isCopied() || isCopy(inbox, uids, copies))) {
                source.expunge(uids);
                return;
            }
            if (copies.size() > 0) {
                return;
            }
        }
        store.forget(tree.mail(begun.target()));
        tree.delete(begun.target());
    }

    // By their lengths, which is enough to tell it from other mail.
    private static boolean isCopy(Snapshot inbox, List<Long> uids, Snapshot copies) {
        return !uids.isEmpty()
                && copies.size() == uids.size()
                && IntStream.range(0, copies.size())
                        .allMatch(
                                i -> copies.octets(i) == inbox.octets(inbox.position(uids.get(i))));
    }

    @Override
    public Map<String, byte[]> metadata(MailboxName name) {
        return prepared(() -> existing(name).read());
    }

    @Override
    public void setMetadata(MailboxName name, String entry, Optional<byte[]> value) {
        var _ =
                prepared(
                        () -> {
                            existing(name).set(entry, value);
                            return name;
                        });
    }

    private FolderMetadata existing(MailboxName name) {
        if (!name.isInbox() && !tree.hasMail(name)) {
            throw missing();
        }
        return tree.metadata(name);
    }

    @Override
    public void subscribe(MailboxName name) {
        var _ =
                prepared(
                        () -> {
                            subscriptions.add(name);
                            return name;
                        });
    }

    @Override
    public void unsubscribe(MailboxName name) {
        var _ =
                prepared(
                        () -> {
                            subscriptions.remove(name);
                            return name;
                        });
    }

    @Override
    public Mailbox open(MailboxName name) {
        return prepared(
                () -> {
                    if (!name.isInbox() && !tree.hasMail(name)) {
                        throw missing();
                    }
                    SharedMailbox shared =
                            name.isInbox()
                                    ? store.acquire(inbox, inboxIndex)
                                    : store.acquire(tree.mail(name), tree.index(name));
                    return new OpenMailbox(name, shared, () -> store.release(shared));
                });
    }

    private static MailboxException exists() {
        return new MailboxException(Reason.ALREADY_EXISTS, "Mailbox already exists");
    }

    private static MailboxException missing() {
        return new MailboxException(Reason.NONEXISTENT, "Mailbox doesn't exist");
    }

    private static MailboxException cannot(String why) {
        return new MailboxException(Reason.CANNOT, why);
    }
}
