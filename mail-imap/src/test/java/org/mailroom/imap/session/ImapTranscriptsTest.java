// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.mailroom.core.net.FilesIn;
import org.mailroom.core.net.Transcript;
import org.mailroom.imap.summary.MessageSummarizer;
import org.mailroom.imap.summary.MessageTextExtractor;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.store.MboxStore;
import org.mailroom.storage.store.StoreSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// Plays the IMAP transcripts of the server against the IMAP part alone.
class ImapTranscriptsTest {
    private static final Path MAILBOXES = Path.of("../mail-server/src/test/resources/mailboxes");
    private static final String MAILBOX = "given mailbox demo = ";

    @TempDir Path folder;

    @ParameterizedTest
    @FilesIn("../mail-server/src/test/resources/transcripts/imap")
    void play(Path file) throws IOException {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(MAILBOX)) {
                Files.copy(
                        MAILBOXES.resolve(line.substring(MAILBOX.length())), spool.resolve("demo"));
            }
        }
        boolean isUnlimited = Files.readAllLines(file).contains("given message_size_limit = 0");
        ImapSettings settings =
                isUnlimited ? ImapFixture.unlimited(folder) : ImapFixture.settings(folder);
        try (var store =
                        MboxStore.open(
                                storage(),
                                new MessageSummarizer(),
                                new MessageTextExtractor(),
                                InstantSource.system());
                var server = new ImapFixture(folder, store, settings, 0);
                var transcript = new Transcript(server.address(), spool)) {
            transcript.play(file);
        }
    }

    // A mailbox that is locked is known to be so at once.
    private StoreSettings storage() {
        var shipped =
                StoreSettings.in(
                        folder.resolve("spool"),
                        folder.resolve("virtual"),
                        folder.resolve("folders"),
                        folder.resolve("index"));
        var dotlock = new LockKinds(true, false, false);
        return new StoreSettings(
                shipped.inboxes(),
                shipped.folders(),
                shipped.index(),
                new Locking(dotlock, 1, Duration.ofMillis(100), Duration.ofMinutes(9)),
                shipped.zone(),
                shipped.syncInterval(),
                shipped.sizeLimits(),
                shipped.cacheLimit(),
                shipped.messageLimit(),
                shipped.compaction());
    }
}
