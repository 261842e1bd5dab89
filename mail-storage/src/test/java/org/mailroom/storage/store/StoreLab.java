// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.store;

import org.mailroom.core.account.Account;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.FlagChange;
import org.mailroom.storage.Flags;
import org.mailroom.storage.Mailbox;
import org.mailroom.storage.MailboxName;
import org.mailroom.storage.NeverAsked;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.Snapshot;
import org.mailroom.storage.Summarizer;
import org.mailroom.storage.TextExtractor;
import org.mailroom.storage.access.Posting;
import org.mailroom.storage.delivery.Deliveries;
import org.mailroom.storage.file.LockKinds;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.index.DeliveryKey;
import org.mailroom.storage.mailbox.SharedMailbox;
import org.mailroom.storage.mbox.Mails;
import org.mailroom.storage.upkeep.CompactionLimits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A store in a folder, and shorthands for what tests do with it.
final class StoreLab implements AutoCloseable {
    static final Account DEMO = new Account("demo");
    static final Instant DATE = Instant.parse("2026-11-23T10:00:00Z");

    final Path folder;
    private final StoreSettings settings;
    private final Summarizer summarizer;
    private final TextExtractor extractor;
    private volatile Duration ahead = Duration.ZERO;
    private MboxStore store;

    StoreLab(Path folder) throws IOException {
        this(folder, settings(folder));
    }

    StoreLab(Path folder, Duration syncInterval) throws IOException {
        this(folder, settings(folder, syncInterval, StoreSettings.DEFAULT_CACHE_LIMIT));
    }

    private StoreLab(Path folder, StoreSettings settings) throws IOException {
        this(folder, settings, new NeverAsked(), new NeverAsked());
    }

    private StoreLab(
            Path folder, StoreSettings settings, Summarizer summarizer, TextExtractor extractor)
            throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.summarizer = summarizer;
        this.extractor = extractor;
        this.store = opened();
    }

    static StoreLab withCacheLimit(Path folder, long octets) throws IOException {
        return new StoreLab(folder, settings(folder, Duration.ZERO, octets));
    }

    static StoreLab withMessageLimit(Path folder, int messages) throws IOException {
        long cacheLimit = StoreSettings.DEFAULT_CACHE_LIMIT;
        return new StoreLab(folder, settings(folder, Duration.ZERO, cacheLimit, messages));
    }

    static StoreLab withText(Path folder, TextExtractor extractor) throws IOException {
        return new StoreLab(folder, settings(folder), new NeverAsked(), extractor);
    }

    static StoreLab withSummaries(Path folder, Summarizer summarizer) throws IOException {
        return new StoreLab(folder, settings(folder), summarizer, new NeverAsked());
    }

    private MboxStore opened() throws IOException {
        return MboxStore.open(settings, summarizer, extractor, () -> Instant.now().plus(ahead));
    }

    static StoreSettings settings(Path folder) {
        return settings(folder, Duration.ZERO, StoreSettings.DEFAULT_CACHE_LIMIT);
    }

    private static StoreSettings settings(Path folder, Duration syncInterval, long cacheLimit) {
        return settings(folder, syncInterval, cacheLimit, StoreSettings.messagesThatFit());
    }

    private static StoreSettings settings(
            Path folder, Duration syncInterval, long cacheLimit, int messageLimit) {
        var shipped =
                StoreSettings.in(
                        folder.resolve("spool"),
                        folder.resolve("virtual"),
                        folder.resolve("folders"),
                        folder.resolve("index"));
        return new StoreSettings(
                shipped.inboxes(),
                shipped.folders(),
                shipped.index(),
                new Locking(LockKinds.DEFAULT, 3, Duration.ofMillis(20), Duration.ofMinutes(5)),
                ZoneOffset.UTC,
                syncInterval,
                _ -> 0,
                cacheLimit,
                messageLimit,
                CompactionLimits.DEFAULT);
    }

    /// Sets the clock forward.
    void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    MboxStore store() {
        return store;
    }

    void restart() throws IOException {
        store.close();
        store = opened();
    }

    /// Lets the mailbox do now what it would do a little later.
    void tidy() {
        SharedMailbox shared = store.acquire(inboxFile(), store.inboxIndex("demo"));
        shared.upkeep().finish();
        store.release(shared);
    }

    void deleteIndex() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("index"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    Mailbox inbox() {
        return open("INBOX");
    }

    Mailbox open(String name) {
        return store.account(DEMO).open(new MailboxName(name));
    }

    Path inboxFile() {
        return folder.resolve("spool/demo");
    }

    String inboxText() throws IOException {
        return Files.readString(inboxFile(), StandardCharsets.ISO_8859_1);
    }

    /// As another program: `cat >> mailbox`.
    void addToInbox(String text) {
        try {
            Files.createDirectories(inboxFile().resolveSibling("."));
            Files.writeString(
                    inboxFile(),
                    text,
                    StandardCharsets.ISO_8859_1,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As another program that rewrites the mailbox, and locks it meanwhile.
    void replaceInbox(String text) throws IOException {
        try (FileChannel file = FileChannel.open(inboxFile(), StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            file.truncate(0);
            file.write(StandardCharsets.ISO_8859_1.encode(text));
        }
    }

    /// Three mails: a, b and c.
    static void fill(Mailbox mailbox) {
        mailbox.append(
                Stream.of("a", "b", "c").map(StoreLab::mail).map(StoreLab::message).toList());
    }

    static String foreign(String subject) {
        return "From x@y.example Mon Nov 23 09:00:00 2026\nSubject: " + subject + "\n\ntext\n\n";
    }

    static NewMessage message(String text) {
        return new NewMessage(Mails.content(text), Flags.NONE, DATE);
    }

    static String mail(String subject) {
        return "Subject: " + subject + "\r\n\r\ntext\r\n";
    }

    static Posting posting(String queueId, String text) {
        MessageContent content = Mails.content(text);
        return new Posting(
                content,
                "a@b.example",
                DATE,
                Flags.NONE,
                Optional.of(new DeliveryKey(queueId, "demo@example.org")));
    }

    Deliveries.Result deliver(String queueId, String text) throws IOException {
        return store.inbox("demo").deliver(posting(queueId, text));
    }

    static FlagChange add(int flags, String... keywords) {
        return new FlagChange(FlagChange.Mode.ADD, new Flags(flags, Set.of(keywords)));
    }

    static List<Long> uids(Mailbox mailbox) {
        Snapshot snapshot = mailbox.snapshot();
        List<Long> uids = new ArrayList<>();
        for (int position = 0; position < snapshot.size(); position++) {
            uids.add(snapshot.uid(position));
        }
        return uids;
    }

    static List<String> texts(Mailbox mailbox) {
        return uids(mailbox).stream().map(uid -> Mails.text(mailbox.content(uid))).toList();
    }

    static List<String> subjects(Mailbox mailbox) {
        return texts(mailbox).stream()
                .map(text -> text.lines().findFirst().orElse("").replace("Subject: ", ""))
                .toList();
    }

    static Flags flags(Mailbox mailbox, long uid) {
        Snapshot snapshot = mailbox.snapshot();
        return snapshot.flags(snapshot.position(uid));
    }

    /// Ends the life of this store without a word to the mailboxes, as far as a test can.
    @Override
    public void close() {
        store.close();
    }
}
