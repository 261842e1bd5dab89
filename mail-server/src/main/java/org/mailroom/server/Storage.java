// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.ScramSalts;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MailboxLock;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.table.Lookup;
import org.mailroom.imap.summary.MessageSummarizer;
import org.mailroom.imap.summary.MessageTextExtractor;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.store.MboxStore;
import org.mailroom.storage.store.StoreSettings;
import org.mailroom.storage.upkeep.CompactionLimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// From `main.cf` to the mail store.
///
/// @param main as it was at the start
/// @param live as it is now
record Storage(MainCf main, Supplier<Settings> live) {

    static MboxStore open(Supplier<Settings> live, InstantSource clock) {
        MainCf main = live.get().main();
        var storage = new Storage(main, live);
        Path index = main.get(PathParameters.DATA_DIRECTORY).resolve("index");
        try {
            Files.createDirectories(index);
            Files.createDirectories(main.get(MailboxParameters.MAIL_SPOOL_DIRECTORY));
            return MboxStore.open(
                    storage.settings(index),
                    new MessageSummarizer(),
                    new MessageTextExtractor(),
                    clock);
        } catch (IOException e) {
            throw main.fault(
                    PathParameters.DATA_DIRECTORY,
                    "cannot use %s: %s".formatted(index, FileFault.reason(e)));
        }
    }

    /// Where large messages wait while they come in or go out.
    static Path scratch(MainCf main) {
        return main.get(PathParameters.DATA_DIRECTORY).resolve("scratch");
    }

    /// By what nobody sees who has an account, over all starts.
    static ScramSalts scramSalts(MainCf main) {
        return ScramSalts.keptIn(main.get(PathParameters.DATA_DIRECTORY).resolve("scram-secret"));
    }

    /// What the store takes from a configuration.
    static StoreSettings settings(Settings settings) {
        MainCf main = settings.main();
        return new Storage(main, () -> settings)
                .settings(main.get(PathParameters.DATA_DIRECTORY).resolve("index"));
    }

    private StoreSettings settings(Path index) {
        return new StoreSettings(
                this::inbox,
                main.get(MailboxParameters.MAIL_FOLDER_DIRECTORY),
                index,
                locking(),
                ZoneId.systemDefault(),
                main.get(MailboxParameters.MAILBOX_SYNC_INTERVAL),
                this::sizeLimit,
                main.get(MailboxParameters.STORAGE_CACHE_LIMIT),
                StoreSettings.messagesThatFit(),
                new CompactionLimits(
                        main.get(MailboxParameters.MAILBOX_COMPACTION_PERCENT),
                        main.get(MailboxParameters.MAILBOX_COMPACTION_OCTETS)));
    }

    private long sizeLimit(String account) {
        MainCf now = live.get().main();
        return now.get(
                account.indexOf('@') < 0
                        ? MailboxParameters.MAILBOX_SIZE_LIMIT
                        : MailboxParameters.VIRTUAL_MAILBOX_LIMIT);
    }

    private Locking locking() {
        Set<String> kinds =
                main.get(MailboxParameters.MAILBOX_DELIVERY_LOCK).stream()
                        .map(MailboxLock::name)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        return new Locking(
                LockKinds.of(kinds),
                main.get(MailboxParameters.DELIVER_LOCK_ATTEMPTS),
                main.get(MailboxParameters.DELIVER_LOCK_DELAY),
                main.get(MailboxParameters.STALE_LOCK_TIME));
    }

    private Path inbox(String account) {
        Path base =
                main.get(MailboxParameters.VIRTUAL_MAILBOX_BASE)
                        .orElseGet(
                                () -> main.get(PathParameters.DATA_DIRECTORY).resolve("virtual"));
        return mapped(account)
                .map(name -> base.resolve(name).normalize())
                .filter(path -> path.startsWith(base) && !path.equals(base))
                .orElseGet(
                        () ->
                                StoreSettings.inbox(
                                        main.get(MailboxParameters.MAIL_SPOOL_DIRECTORY),
                                        base,
                                        account));
    }

    /// The file that `virtual_mailbox_maps` names. A value without a slash says only that the
    /// mailbox exists, one with a slash at its end means a Maildir, which we do not have.
    private Optional<String> mapped(String account) {
        int at = account.lastIndexOf('@');
        Settings now = live.get();
        if (at < 1 || now.main().get(AddressParameters.VIRTUAL_MAILBOX_MAPS).isEmpty()) {
            return Optional.empty();
        }
        var address = new Address(account.substring(0, at), account.substring(at + 1));
        return switch (now.routes().recipients().virtualMailbox().apply(address)) {
            case Lookup.Found(var name) when name.contains("/") && !name.endsWith("/") ->
                    Optional.of(name);
            case Lookup.Found _, Lookup.NotFound _ -> Optional.empty();
            case Lookup.Failed(var reason) -> throw new IllegalStateException(reason);
        };
    }
}
