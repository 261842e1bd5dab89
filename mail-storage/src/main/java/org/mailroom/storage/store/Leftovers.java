// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.storage.MailboxException;
import org.mailroom.storage.folder.FolderNames;
import org.mailroom.storage.mailbox.SharedMailbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Lock files that a crash has left beside mailboxes: they keep other programs out until Mailroom
/// has looked at the mailbox, so it looks at each, soon after the start.
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final MboxStore store;
    private final StoreSettings settings;

    Leftovers(MboxStore store, StoreSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    void run() {
        try (DirectoryStream<Path> indexes = Files.newDirectoryStream(settings.index())) {
            for (Path index : indexes) {
                String name = index.getFileName().toString();
                Optional<String> account = FolderNames.decode(name);
                if (account.isPresent() && Files.isDirectory(index, LinkOption.NOFOLLOW_LINKS)) {
                    lookAt(settings.inboxes().apply(account.get()), index.resolve("inbox"));
                    lookBelow(settings.folders().resolve(name), index.resolve("folders"));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Mailboxes with lock files could not be looked for: {}", e.toString());
        }
    }

    private void lookBelow(Path folder, Path index) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    lookBelow(entry, index.resolve(name));
                } else if (name.toString().equals(FolderNames.MAIL)) {
                    lookAt(entry, index);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} has no folders", folder);
        }
    }

    private void lookAt(Path file, Path index) {
        if (!Files.exists(file.resolveSibling(file.getFileName() + ".lock"))) {
            return;
        }
        SharedMailbox mailbox = store.acquire(file, index);
        try {
            mailbox.settle();
        } catch (IOException | MailboxException e) {
            LOG.debug("{} is locked by another program: {}", file, e.toString());
        } finally {
            store.release(mailbox);
        }
    }
}
