// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.storage.file.Locking;
import org.mailroom.storage.folder.FolderNames;
import org.mailroom.storage.upkeep.CompactionLimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What the store takes from the configuration.
///
/// @param inboxes the mailbox file of an account now, by its name
/// @param folders `mail_folder_directory`
/// @param index where indexes are kept, `$data_directory/index`
/// @param zone for dates in `From ` lines, which are in local time
/// @param syncInterval `mailbox_sync_interval`: how long a delivery may wait for others to be
///   written and synced with it
/// @param sizeLimits how large the mailbox of an account may become, by its name: now, in octets, 0
///   for no limit
/// @param cacheLimit `storage_cache_limit`: octets that mailboxes in memory may take before those
///   that nobody uses are let go of
/// @param messageLimit how many messages a mailbox may have: for more there is no room in memory
/// @param compaction when the room of expunged messages is given back
public record StoreSettings(
        Function<String, Path> inboxes,
        Path folders,
        Path index,
        Locking locking,
        ZoneId zone,
        Duration syncInterval,
        ToLongFunction<String> sizeLimits,
        long cacheLimit,
        int messageLimit,
        CompactionLimits compaction) {

    public static final long DEFAULT_CACHE_LIMIT = 64 << 20;

    /// What reading a message from a file, and keeping it, takes of the memory at most.
    private static final int OCTETS_A_MESSAGE = 2048;

    /// As many messages as fit into the memory of this process.
    public static int messagesThatFit() {
        return (int)
                Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / OCTETS_A_MESSAGE);
    }

    /// Settings for mailboxes in these directories, the rest as shipped.
    ///
    /// @param spool `mail_spool_directory`
    /// @param virtualBase `virtual_mailbox_base`
    public static StoreSettings in(Path spool, Path virtualBase, Path folders, Path index) {
        return new StoreSettings(
                account -> inbox(spool, virtualBase, account),
                folders,
                index,
                Locking.DEFAULT,
                ZoneId.systemDefault(),
                Duration.ofMillis(250),
                _ -> 0,
                DEFAULT_CACHE_LIMIT,
                messagesThatFit(),
                CompactionLimits.DEFAULT);
    }

    /// The mailbox files that an account has now.
    public List<Path> files(String account) throws IOException {
        List<Path> files = new ArrayList<>();
        Path inbox = inboxes.apply(account);
        if (Files.exists(inbox)) {
            files.add(inbox);
        }
        Path below = folders.resolve(FolderNames.encode(account));
        if (Files.isDirectory(below)) {
            try (Stream<Path> all = Files.walk(below)) {
                all.filter(file -> file.endsWith(FolderNames.MAIL)).sorted().forEach(files::add);
            }
        }
        return files;
    }

    /// `SPOOL/NAME` for a local user, `BASE/DOMAIN/LOCAL` for an account that is an address.
    public static Path inbox(Path spool, Path virtualBase, String account) {
        int at = account.lastIndexOf('@');
        return at < 0
                ? spool.resolve(fileName(account))
                : virtualBase
                        .resolve(fileName(account.substring(at + 1)))
                        .resolve(fileName(account.substring(0, at)));
    }

    // An account has no slash in its name; what is left is not to be a lock file or to lead
    // upwards.
    private static String fileName(String name) {
        return name.isEmpty() || name.startsWith(".") || name.endsWith(".lock")
                ? FolderNames.encode("." + name)
                : name;
    }
}
