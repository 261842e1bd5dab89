// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailroom.server.SmtpLoad.Life;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How fast messages are accepted, and how fast they are in their mbox, side by side with Postfix
/// where it is installed: each in turn, several rounds. `docs/performance.md` says how to run it.
@Tag("bench")
class RoadBench {
    private static final int MAILBOXES = 100;
    private static final int OCTETS = 4096;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int MESSAGES = Integer.getInteger("bench.messages", 20_000);
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 50);

    /// Messages a second.
    private record Rates(double accepted, double delivered) {
        @Override
        public String toString() {
            return "accepted %,7.0f/s   in the mbox %,7.0f/s".formatted(accepted, delivered);
        }
    }

    @Test
    void acceptsAndDelivers() throws Exception {
        for (Life life : Life.values()) {
            System.out.printf(
                    "%d messages of %d octets over %d connections, %s, %d mailboxes%n",
                    MESSAGES, OCTETS, CONNECTIONS, life, MAILBOXES);
            for (int round = 0; round < ROUNDS; round++) {
                Rates ours = mailroom(life);
                System.out.println("  mailroom  " + ours);
                if (PostfixPeer.isInstalled()) {
                    Rates theirs = postfix(life);
                    System.out.println("  postfix   " + theirs);
                    System.out.printf(
                            "  ratio     accepted %.1f   in the mbox %.1f%n",
                            ours.accepted / theirs.accepted, ours.delivered / theirs.delivered);
                }
            }
        }
    }

    private static Rates mailroom(Life life) throws Exception {
        Path folder = Files.createTempDirectory("mailroom-bench");
        ServerProcess.configure(
                folder,
                """
                mydestination =
                mydomain = lab.test
                virtual_mailbox_domains = lab.test
                virtual_mailbox_maps = static:yes
                virtual_mailbox_base = $config_directory/mail
                virtual_mailbox_limit = 0
                smtpd_client_connection_count_limit = 0
                """);
        try (var server = ServerProcess.start(folder)) {
            warmUp(server.address("smtp"), folder.resolve("mail"), life);
            return measure(server.address("smtp"), folder.resolve("mail"), life, MESSAGES);
        }
    }

    private static Rates postfix(Life life) throws Exception {
        Path folder = Files.createTempDirectory("postfix-bench");
        try (var peer = PostfixPeer.start(folder, MAILBOXES)) {
            // A tenth of the messages is enough for a peer that is slower and needs no warming
            return measure(peer.address(), peer.spool(), life, MESSAGES / 10);
        }
    }

    private static void warmUp(InetSocketAddress server, Path spool, Life life) throws Exception {
        measure(server, spool, life, MESSAGES / 4);
    }

    private static Rates measure(InetSocketAddress server, Path spool, Life life, int messages)
            throws Exception {
        long before = messagesIn(spool);
        var load = new SmtpLoad(server, CONNECTIONS, OCTETS, MAILBOXES, life);
        long start = System.nanoTime();
        double accepted = load.send(messages, "lab.test");
        // Counting costs time, so it begins when most must be there
        while (octetsIn(spool) < (before + messages) * OCTETS
                || messagesIn(spool) < before + messages) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        double delivered = (System.nanoTime() - start) / 1e9;
        return new Rates(messages / accepted, messages / delivered);
    }

    private static long messagesIn(Path spool) throws IOException {
        long messages = 0;
        for (Path file : files(spool)) {
            messages += messagesOf(file);
        }
        return messages;
    }

    private static long octetsIn(Path spool) {
        return files(spool).stream().mapToLong(file -> file.toFile().length()).sum();
    }

    // The mailboxes; lock files come and go while we look
    private static List<Path> files(Path spool) {
        var files = new ArrayList<Path>();
        File[] there = spool.toFile().listFiles();
        for (File file : there == null ? new File[0] : there) {
            if (file.isDirectory()) {
                files.addAll(files(file.toPath()));
            } else if (!file.getName().contains(".lock")) {
                files.add(file.toPath());
            }
        }
        return files;
    }

    // By a line of its own, which the text of a message does not have
    private static long messagesOf(Path file) throws IOException {
        byte[] mark = "\nSubject: load\n".getBytes(StandardCharsets.US_ASCII);
        long found = 0;
        int matched = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    matched = buffer[i] == mark[matched] ? matched + 1 : start(buffer[i]);
                    if (matched == mark.length) {
                        found++;
                        matched = 1;
                    }
                }
            }
        }
        return found;
    }

    private static int start(byte octet) {
        return octet == '\n' ? 1 : 0;
    }
}
