// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Prints how long IMAP commands take on a large mbox, beside Dovecot with the same mbox.
@Tag("bench")
class ImapBench {
    private static final int MESSAGES = Integer.getInteger("bench.messages", 100_000);
    private static final int WARM_UP_MESSAGES = 4000;
    private static final String[] WORDS = {
        "account", "balance", "coffee", "delivery", "evening", "figures", "garden", "harbour",
        "invoice", "journey", "kitchen", "letter", "meeting", "number", "office", "project"
    };
    private static final String LISTING =
            "(UID FLAGS ENVELOPE BODYSTRUCTURE RFC822.SIZE INTERNALDATE)";

    @TempDir Path folder;

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void printsALargeMailbox() throws Exception {
        Path mbox = folder.resolve("big.mbox");
        write(mbox, MESSAGES);
        System.out.printf("%,d messages, %,d octets; seconds%n", MESSAGES, Files.size(mbox));
        Map<String, Double> ours = ours(mbox);
        Map<String, Double> theirs = DovecotPeer.isInstalled() ? theirs(mbox) : Map.of();
        ours.forEach(
                (row, seconds) -> {
                    Double peer = theirs.get(row);
                    System.out.printf(
                            "%-34s mailroom %8.3f%s%n",
                            row,
                            seconds,
                            peer == null
                                    ? ""
                                    : "   dovecot %8.3f   ratio %7.1f"
                                            .formatted(peer, peer / seconds));
                });
    }

    private Map<String, Double> ours(Path mbox) throws Exception {
        Path own = Files.createDirectory(folder.resolve("mailroom"));
        ServerProcess.configure(own, "mailbox_size_limit = 0\n");
        Path spool = Files.createDirectories(own.resolve("mail"));
        Files.copy(mbox, spool.resolve("u0"));
        for (int user = 1; user <= 4; user++) {
            write(spool.resolve("u" + user), WARM_UP_MESSAGES);
        }
        var rows = new LinkedHashMap<String, Double>();
        try (var server = ServerProcess.start(own)) {
            warmUp(server, "u1", "u2");
            open(new RawImap(server.address("imap"), "u0"), "open, never seen before", rows);
        }
        try (var server = ServerProcess.start(own)) {
            warmUp(server, "u3", "u4");
            open(new RawImap(server.address("imap"), "u0"), "open, after a restart", rows);
            measure(
                    new Subject(
                            () -> new RawImap(server.address("imap"), "u0"),
                            ImapBench::awaitIndexed,
                            server::pssMebibytes),
                    MESSAGES,
                    rows);
            Path file = spool.resolve("u0");
            long wasteful = Files.size(mbox) * 3 / 4;
            rows.put("until the file has shrunk", seconds(() -> awaitShorter(file, wasteful)));
        }
        return rows;
    }

    // A server runs for weeks: what the compiler does in the first minute is not what is measured.
    private static void warmUp(ServerProcess server, String... users) throws Exception {
        for (String user : users) {
            var subject =
                    new Subject(() -> new RawImap(server.address("imap"), user), _ -> {}, () -> 0);
            measure(subject, WARM_UP_MESSAGES, new LinkedHashMap<>());
        }
    }

    private Map<String, Double> theirs(Path mbox) throws Exception {
        Path own = Files.createDirectory(folder.resolve("dovecot"));
        Path home = Files.createDirectories(own.resolve("home/u0"));
        Files.createDirectory(home.resolve("mail"));
        Files.copy(mbox, home.resolve("inbox"));
        var rows = new LinkedHashMap<String, Double>();
        try (var server = DovecotPeer.start(own, DovecotPeer.Format.MBOX)) {
            open(new RawImap(server.address(), "u0"), "open, never seen before", rows);
        }
        try (var server = DovecotPeer.start(own, DovecotPeer.Format.MBOX)) {
            open(new RawImap(server.address(), "u0"), "open, after a restart", rows);
            measure(
                    new Subject(
                            () -> new RawImap(server.address(), "u0"),
                            _ -> {},
                            server::pssMebibytes),
                    MESSAGES,
                    rows);
        }
        return rows;
    }

    private interface Connections {
        RawImap open() throws IOException;
    }

    private interface Waiting {
        void until(RawImap imap);
    }

    private interface Gauge {
        long read() throws IOException;
    }

    /// A server to be measured.
    ///
    /// @param indexed waits until it has indexed the text, if it does so after a search
    /// @param memory that it takes, in MiB
    private record Subject(Connections connections, Waiting indexed, Gauge memory) {}

    private static void awaitIndexed(RawImap imap) {
        await().atMost(Duration.ofMinutes(15))
                .pollInterval(Duration.ofSeconds(3))
                .until(() -> seconds(() -> imap.command("SEARCH TEXT \"nowhere\"")) < 0.5);
    }

    private static void awaitShorter(Path file, long octets) {
        await().atMost(Duration.ofMinutes(5)).until(() -> Files.size(file) < octets);
    }

    private static void open(RawImap imap, String row, Map<String, Double> rows) throws Exception {
        try (imap) {
            rows.put(row, seconds(() -> imap.command("SELECT INBOX")));
        }
    }

    private static void measure(Subject subject, int messages, Map<String, Double> rows)
            throws Exception {
        try (RawImap imap = subject.connections().open()) {
            timed("open, again", imap, "SELECT INBOX", rows);
            timed("FETCH FLAGS of all", imap, "FETCH 1:* (UID FLAGS)", rows);
            timed("list all, first time", imap, "FETCH 1:* " + LISTING, rows);
            timed("list all, again", imap, "FETCH 1:* " + LISTING, rows);
            timed("read all", imap, "FETCH 1:* BODY.PEEK[]", rows);
            rows.put("read 2,000 at random", seconds(() -> readAtRandom(imap, messages)));
            for (String key : new String[] {"SUBJECT", "FROM", "TEXT"}) {
                timed("SEARCH " + key, imap, "SEARCH " + key + " \"kitchen-4711\"", rows);
            }
            subject.indexed().until(imap);
            timed("SEARCH TEXT, again", imap, "SEARCH TEXT \"kitchen-4711\"", rows);
            timed("SEARCH TEXT of a number", imap, "SEARCH TEXT \"4711\"", rows);
            timed("SEARCH BODY of common words", imap, "SEARCH BODY \"garden harbour\"", rows);
            timed("SEARCH SINCE", imap, "SEARCH SINCE 1-Jan-2026", rows);
            timed("flag all", imap, "STORE 1:* +FLAGS.SILENT (\\Seen)", rows);
            imap.command("CREATE copies");
            timed("COPY 10,000", imap, "COPY 1:" + Math.min(10_000, messages) + " copies", rows);
            rows.put("APPEND 500", seconds(() -> append(imap)));
            deleteEverySecond(imap, messages);
            timed("EXPUNGE every second", imap, "EXPUNGE", rows);
            rows.put("memory (PSS), MiB", (double) subject.memory().read());
        }
        try (RawImap imap = subject.connections().open()) {
            timed("open, after EXPUNGE", imap, "SELECT INBOX", rows);
            imap.command("DELETE copies");
        }
    }

    private static void timed(String row, RawImap imap, String command, Map<String, Double> rows)
            throws Exception {
        rows.put(row, seconds(() -> imap.command(command)));
    }

    private static void readAtRandom(RawImap imap, int messages) throws IOException {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            imap.command("FETCH " + (1 + random.nextInt(messages)) + " BODY.PEEK[]");
        }
    }

    private static void append(RawImap imap) throws IOException {
        for (int i = 0; i < 500; i++) {
            imap.append("copies", content(MESSAGES + i, new Random(i)).replace("\n", "\r\n"));
        }
    }

    private static void deleteEverySecond(RawImap imap, int messages) throws IOException {
        for (int start = 1; start <= messages; start += 2000) {
            var numbers = new StringBuilder();
            for (int number = start; number < Math.min(start + 2000, messages); number += 2) {
                numbers.append(numbers.isEmpty() ? "" : ",").append(number);
            }
            imap.command("STORE " + numbers + " +FLAGS.SILENT (\\Deleted)");
        }
    }

    private static void write(Path mbox, int messages) throws IOException {
        var random = new Random(1);
        try (BufferedWriter out = Files.newBufferedWriter(mbox, StandardCharsets.US_ASCII)) {
            for (int number = 0; number < messages; number++) {
                out.write("From sender@example.net Mon Nov 23 09:00:00 2026\n");
                out.write(content(number, random));
                out.write("\n");
            }
        }
    }

    /// Of about 10,000 octets on average; every fourth is multipart.
    private static String content(int number, Random random) {
        var text = new StringBuilder(16_000);
        text.append("Received: from mx.example.net (mx.example.net [192.0.2.1])\n\tby mail\n");
        text.append(
                "From: \"%s Person\" <p%d@example.net>\n".formatted(word(random), number % 997));
        text.append("To: u0@example.org, other%d@example.org\n".formatted(number % 31));
        text.append("Subject: %s %s-%d\n".formatted(word(random), word(random), number));
        text.append("Date: Mon, 23 Nov 2026 09:%02d:00 +0000\n".formatted(number % 60));
        text.append("Message-ID: <%d@example.net>\nMIME-Version: 1.0\n".formatted(number));
        int lines = 20 + random.nextInt(280);
        if (number % 4 == 0) {
            text.append("Content-Type: multipart/alternative; boundary=\"b\"\n\n");
            text.append("--b\nContent-Type: text/plain; charset=utf-8\n\n");
            lines(lines / 2, text, random);
            text.append("--b\nContent-Type: text/html; charset=utf-8\n\n<p>");
            lines(lines / 2, text, random);
            text.append("--b--\n");
        } else {
            text.append("Content-Type: text/plain; charset=utf-8\n\n");
            lines(lines, text, random);
        }
        return text.toString();
    }

    private static void lines(int count, StringBuilder text, Random random) {
        for (int line = 0; line < count; line++) {
            for (int word = 0; word < 8; word++) {
                text.append(word(random)).append(' ');
            }
            text.append(random.nextInt(100_000)).append('\n');
        }
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
