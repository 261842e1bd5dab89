// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.account.Account;
import org.mailroom.core.journal.FolderLock;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.MailStore;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.access.AccessParts;
import org.mailroom.storage.access.IndexFolders;
import org.mailroom.storage.access.Indexes;
import org.mailroom.storage.access.MailboxAccess;
import org.mailroom.storage.delivery.DeliveryRounds;
import org.mailroom.storage.file.FileThreads;
import org.mailroom.storage.file.FileWatch;
import org.mailroom.storage.file.PosixFiles;
import org.mailroom.storage.folder.FolderNames;
import org.mailroom.storage.folder.RealFolderFiles;
import org.mailroom.storage.folder.UidValidities;
import org.mailroom.storage.follow.MessageRoom;
import org.mailroom.storage.follow.RescanParts;
import org.mailroom.storage.index.MailboxIndex;
import org.mailroom.storage.mailbox.ReadBuffers;
import org.mailroom.storage.mailbox.SharedMailbox;
import org.mailroom.storage.mailbox.StoreParts;
import org.mailroom.storage.mailbox.TextIndexing;
import org.mailroom.storage.upkeep.Keeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The mail of this server in mbox files: INBOX where other programs look for it, other folders
/// below one directory. Safe for use by several threads.
///
/// A mailbox is in memory once, however many have it open, and stays for a while when the last has
/// closed it.
public final class MboxStore implements MailStore {
    private static final Logger LOG = LoggerFactory.getLogger(MboxStore.class);
    private static final int FILE_THREADS = 8;
    private static final int MAX_IDLE = 256;

    /// Beside the indexes, where no account can have its own: names of accounts have no dot at the
    /// beginning.
    private static final String UID_VALIDITIES = ".uidvalidity";

    private static final String LOCK_PATTERN = ".mailbox-lock";

    private final StoreSettings settings;
    private final StoreParts parts;
    private final FolderLock lock;
    private final DeliveryRounds rounds;
    private final Keeper keeper;
    private final Map<String, AccountFolders> accounts = new ConcurrentHashMap<>();

    /// In the order of use, the longest unused first.
    @GuardedBy("this")
    private final Map<Path, Slot> mailboxes = new LinkedHashMap<>();

    private static final class Slot {
        final SharedMailbox mailbox;
        int users;

        /// It stays in its place until nothing uses its file any more.
        boolean closing;

        Slot(SharedMailbox mailbox) {
            this.mailbox = mailbox;
        }
    }

    private MboxStore(StoreSettings settings, StoreParts parts, FolderLock lock) {
        this.settings = settings;
        this.parts = parts;
        this.lock = lock;
        this.rounds = new DeliveryRounds(settings.syncInterval());
        this.keeper = new Keeper(() -> inMemory().stream().map(SharedMailbox::upkeep).toList());
    }

    private synchronized List<SharedMailbox> inMemory() {
        return mailboxes.values().stream().map(slot -> slot.mailbox).toList();
    }

    /// Opens the store and takes the lock on its indexes.
    ///
    /// @throws org.mailroom.core.journal.JournalException when another server has them
    public static MboxStore open(
            StoreSettings settings,
            Summarizer summarizer,
            TextExtractor extractor,
            InstantSource clock)
            throws IOException {
        FolderLock lock = FolderLock.take(settings.index());
        var parts =
                new StoreParts(
                        access(settings, clock),
                        settings.compaction(),
                        new FileWatch(FileSystems.getDefault().newWatchService()),
                        new ReadBuffers(),
                        summarizer,
                        extractor,
                        new TextIndexing());
        var store = new MboxStore(settings, parts, lock);
        Thread.ofVirtual().name("mailbox-leftovers").start(new Leftovers(store, settings)::run);
        return store;
    }

    private static AccessParts access(StoreSettings settings, InstantSource clock)
            throws IOException {
        var uidValidities =
                new UidValidities(
                        clock, new RealFolderFiles(), settings.index().resolve(UID_VALIDITIES));
        return new AccessParts(
                new PosixFiles(settings.locking().kinds(), settings.index().resolve(LOCK_PATTERN)),
                new IndexFolders(settings.index()),
                settings.locking(),
                new FileThreads("mail-file", FILE_THREADS),
                clock,
                new RescanParts(
                        settings.zone(), new MessageRoom(settings.messageLimit()), uidValidities));
    }

    @Override
    public AccountStore account(Account account) {
        return accounts.computeIfAbsent(
                account.name(),
                name ->
                        new AccountFolders(
                                this,
                                name,
                                settings,
                                new RealFolderFiles(),
                                parts.access().clock()));
    }

    /// Somewhere to deliver to: the INBOX of an account.
    public DeliveryTarget inbox(String account) {
        Path file = settings.inboxes().apply(account);
        long limit = settings.sizeLimits().applyAsLong(account);
        return new DeliveryTarget(this, file, inboxIndex(account), limit);
    }

    Path inboxIndex(String account) {
        return settings.index().resolve(FolderNames.encode(account)).resolve("inbox");
    }

    DeliveryRounds rounds() {
        return rounds;
    }

    /// The mailbox of a file, for a user who gives it back with `release`. Waits while the one that
    /// was in memory is being closed: a file and its index are never in memory twice.
    synchronized SharedMailbox acquire(Path file, Path indexFolder) {
        awaitClosed(file);
        Slot slot = mailboxes.remove(file);
        if (slot == null) {
            slot = new Slot(new SharedMailbox(parts, file, indexFolder));
        }
        slot.users++;
        mailboxes.put(file, slot);
        return slot.mailbox;
    }

    private synchronized void awaitClosed(Path file) {
        boolean interrupted = false;
        for (Slot slot = mailboxes.get(file); slot != null && slot.closing; ) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            slot = mailboxes.get(file);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void release(SharedMailbox mailbox) {
        List<Slot> idle;
        synchronized (this) {
            Slot slot = mailboxes.get(mailbox.path());
            if (slot == null || !slot.mailbox.equals(mailbox)) {
                return;
            }
            slot.users--;
            idle = tooMany();
            idle.forEach(each -> each.closing = true);
        }
        idle.forEach(slot -> close(slot, MailboxAccess.Ending.IDLE));
    }

    @GuardedBy("this")
    private List<Slot> tooMany() {
        List<Slot> open = mailboxes.values().stream().filter(slot -> !slot.closing).toList();
        int tooMany = open.size() - MAX_IDLE;
        long tooLarge =
                open.stream().mapToLong(slot -> slot.mailbox.memoryOctets()).sum()
                        - settings.cacheLimit();
        List<Slot> idle = new ArrayList<>();
        for (Slot slot : open) {
            if (slot.users == 0 && (idle.size() < tooMany || tooLarge > 0)) {
                tooLarge -= slot.mailbox.memoryOctets();
                idle.add(slot);
            }
        }
        return idle;
    }

    private void close(Slot slot, MailboxAccess.Ending ending) {
        try {
            slot.mailbox.close(ending);
        } finally {
            synchronized (this) {
                mailboxes.values().remove(slot);
                notifyAll();
            }
        }
    }

    /// A file goes elsewhere: what is known of it is written, and its index told of its new place.
    void rename(Path file, Path indexFolder, Path newIndexFolder) throws IOException {
        SharedMailbox mailbox = acquire(file, indexFolder);
        try {
            mailbox.upkeep().finish();
        } finally {
            release(mailbox);
            forget(file);
        }
        Indexes indexes = parts.access().indexes();
        String name = indexes.mailbox(indexFolder);
        try (var index = MailboxIndex.open(() -> indexes.in(indexFolder), name)) {
            index.rename(indexes.mailbox(newIndexFolder));
        }
    }

    /// A file goes away, or goes elsewhere: whoever has it open is told that it is gone.
    void forget(Path file) {
        Slot slot;
        synchronized (this) {
            awaitClosed(file);
            slot = mailboxes.get(file);
            if (slot == null) {
                return;
            }
            slot.closing = true;
        }
        close(slot, MailboxAccess.Ending.GONE);
    }

    static MailboxException unavailable(IOException e) {
        LOG.warn("The mail store has trouble: {}", e.toString());
        return MailboxException.of(e);
    }

    @Override
    public void close() {
        keeper.close();
        rounds.close();
        for (SharedMailbox mailbox : inMemory()) {
            mailbox.upkeep().finish();
            mailbox.close(MailboxAccess.Ending.GONE);
        }
        parts.indexing().close();
        parts.watch().close();
        parts.access().threads().close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock on the indexes was not given back: {}", e.toString());
        }
    }
}
