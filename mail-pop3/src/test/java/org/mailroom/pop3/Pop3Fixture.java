// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.OneUser;
import org.mailroom.core.account.UserConnections;
import org.mailroom.core.log.LogTags;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.net.Door;
import org.mailroom.core.net.Listener;
import org.mailroom.core.net.Transport;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.storage.Flags;
import org.mailroom.storage.MailStore;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.store.MboxStore;
import org.mailroom.storage.store.StoreSettings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A POP3 server on a free loopback port, for a test. Its one account is `demo`, password `secret`.
final class Pop3Fixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final Account DEMO = new Account("demo");
    static final Pop3Settings SETTINGS =
            new Pop3Settings(
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10),
                    10,
                    Pop3Settings.FlagUpdates.SEEN_WHEN_RETRIEVED);

    private static final Path MAILBOXES = Path.of("../mail-server/src/test/resources/mailboxes");

    private final Transport transport = new Transport();
    private final Listener listener;
    private final MailStore store;
    private final Path mailLog;
    private final MailLog log;

    Pop3Fixture(Path folder, Pop3Settings settings) throws IOException {
        store =
                MboxStore.open(
                        StoreSettings.in(
                                Files.createDirectories(folder.resolve("spool")),
                                folder.resolve("virtual"),
                                folder.resolve("folders"),
                                folder.resolve("index")),
                        new NeverAsked(),
                        new NeverAsked(),
                        InstantSource.system());
        mailLog = folder.resolve("mail.log");
        log = MailLog.open(mailLog, "host", LogTags.of("postfix"), InstantSource.fixed(NOW));
        var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        var tls = ServerTls.of(certificate.chain(), certificate.key());
        var service =
                new Pop3Service(
                        () -> settings,
                        store,
                        new OneUser(),
                        new UserConnections(),
                        Optional.of(() -> tls),
                        log);
        listener =
                transport.listen(
                        new Door(
                                "pop3",
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.empty(),
                                new Door.Limits(0, 0),
                                "-ERR Too many connections.",
                                service));
    }

    /// Makes an mbox of the test resources the INBOX of `demo`: before the server stands.
    static void fill(Path folder, String mbox) throws IOException {
        Path spool = Files.createDirectories(folder.resolve("spool"));
        Files.copy(MAILBOXES.resolve(mbox), spool.resolve("demo"));
    }

    /// The flags of the messages of `demo`, after the sessions have ended.
    List<Flags> flags() {
        listener.awaitEmpty(Duration.ofSeconds(5));
        try (var inbox = store.account(DEMO).open(MailboxName.INBOX)) {
            var snapshot = inbox.snapshot();
            return IntStream.range(0, snapshot.size()).mapToObj(snapshot::flags).toList();
        }
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /// The log, after the sessions have ended.
    Path mailLog() {
        listener.awaitEmpty(Duration.ofSeconds(5));
        // Writes what has gathered
        log.reopen();
        return mailLog;
    }

    @Override
    public void close() {
        listener.drain(Duration.ofSeconds(5));
        transport.close();
        store.close();
    }

    /// POP3 asks the store for neither.
    private record NeverAsked() implements Summarizer, TextExtractor {
        @Override
        public int version() {
            return 0;
        }

        @Override
        public byte[] summarize(MessageContent content) {
            throw new UnsupportedOperationException("nothing is summarized here");
        }

        @Override
        public void extract(MessageContent content, Sink sink) {
            throw new UnsupportedOperationException("nothing is searched here");
        }
    }
}
