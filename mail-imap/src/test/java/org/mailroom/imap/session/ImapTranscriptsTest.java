// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.Transcript;
import org.mailroom.imap.summary.MessageSummarizer;
import org.mailroom.imap.summary.MessageTextExtractor;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.mailbox.MboxStore;
import org.mailroom.storage.mailbox.StoreSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Plays the IMAP transcripts of the server against the IMAP part alone.
class ImapTranscriptsTest {
    private static final Path TRANSCRIPTS =
            Path.of("../mail-server/src/test/resources/transcripts/imap");

    private static final Path MAILBOXES = Path.of("../mail-server/src/test/resources/mailboxes");
    private static final String MAILBOX = "given mailbox demo = ";

    @TempDir Path folder;

    @TestFactory
    List<DynamicTest> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> play(f)))
                    .toList();
        }
    }

    private void play(Path file) throws IOException {
        Path own = Files.createTempDirectory(folder, "transcript");
        Path spool = Files.createDirectory(own.resolve("spool"));
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(MAILBOX)) {
                Files.copy(
                        MAILBOXES.resolve(line.substring(MAILBOX.length())), spool.resolve("demo"));
            }
        }
        boolean isUnlimited = Files.readAllLines(file).contains("given message_size_limit = 0");
        ImapSettings settings =
                isUnlimited ? ImapFixture.unlimited(own) : ImapFixture.settings(own);
        try (var store =
                        MboxStore.open(
                                storage(own),
                                new MessageSummarizer(),
                                new MessageTextExtractor(),
                                InstantSource.system());
                var server = new ImapFixture(own, store, settings, 0);
                var transcript = new Transcript(server.address(), spool)) {
            transcript.play(file);
        }
    }

    // A mailbox that is locked is known to be so at once.
    private static StoreSettings storage(Path own) {
        var shipped =
                StoreSettings.in(
                        own.resolve("spool"),
                        own.resolve("virtual"),
                        own.resolve("folders"),
                        own.resolve("index"));
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
