// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailroom.server.SmtpLoad.Life;
import org.mailroom.server.SmtpLoad.To;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How fast messages are accepted, and how fast they are where they go, side by side with Postfix
/// where it is installed: both run, and take turns, several rounds. Then how long a start takes and
/// how much memory a server at rest has. `docs/performance.md` says how to run it.
@Tag("bench")
class RoadBench {
    /// The users of the hundred mailboxes, for `virtual_alias_maps`.
    private static final String ALIASES =
            """
            /^[0-9]*([1-9][0-9])r@lab\\.test$/ u$1@lab.test
            /^[0-9]*0([0-9])r@lab\\.test$/ u$1@lab.test
            /^([0-9])r@lab\\.test$/ u$1@lab.test
            """;

    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 100 * 1024;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int MESSAGES = Integer.getInteger("bench.messages", 10_000);

    /// What is measured; `share` of the messages is enough where little is done at once.
    private record Row(String name, int connections, Life life, To to, int octets, int share) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row("100 mailboxes", 50, Life.ONE_MESSAGE, To.HUNDRED_USERS, SMALL, 1),
                    new Row("100 mailboxes", 10, Life.ALL_MESSAGES, To.HUNDRED_USERS, SMALL, 1),
                    new Row("100 mailboxes", 1, Life.ONE_MESSAGE, To.HUNDRED_USERS, SMALL, 5),
                    new Row("one mailbox", 50, Life.ONE_MESSAGE, To.ONE_USER, SMALL, 1),
                    new Row("relayed", 50, Life.ONE_MESSAGE, To.ELSEWHERE, SMALL, 1),
                    new Row("100 mailboxes", 50, Life.ONE_MESSAGE, To.HUNDRED_USERS, LARGE, 5),
                    new Row("100 mailboxes", 10, Life.ALL_MESSAGES, To.HUNDRED_USERS, LARGE, 5),
                    new Row("one mailbox", 50, Life.ONE_MESSAGE, To.ONE_USER, LARGE, 5));

    /// One server of the two, and where to see what it has done.
    private record Runner(String name, InetSocketAddress address, Path spool, Path log) {}

    /// Messages a second.
    private record Rates(double accepted, double arrived) {
        void print(String name) {
            System.out.printf(
                    "  %-9s accepted %,7.0f/s   arrived %,7.0f/s%n", name, accepted, arrived);
        }
    }

    @Test
    void acceptsAndDelivers() throws Exception {
        Path ours = Files.createTempDirectory("mailroom-bench");
        Path theirs = Files.createTempDirectory("postfix-bench");
        try (var sink = MailSink.start(FreePort.find());
                var server = startOurs(ours, sink)) {
            var mailroom =
                    new Runner(
                            "mailroom",
                            server.address("smtp"),
                            ours.resolve("mail"),
                            ours.resolve("mail.log"));
            if (!PostfixPeer.isInstalled()) {
                measureAll(mailroom, Optional.empty(), sink);
                return;
            }
            try (var peer = startTheirs(theirs, sink)) {
                var postfix = new Runner("postfix", peer.address(), peer.spool(), peer.log());
                measureAll(mailroom, Optional.of(postfix), sink);
            }
        }
    }

    private static ServerProcess startOurs(Path folder, MailSink sink) throws Exception {
        ServerProcess.configure(
                folder,
                """
                mydestination =
                mydomain = lab.test
                virtual_alias_maps = regexp:$config_directory/aliases
                virtual_mailbox_domains = lab.test
                virtual_mailbox_maps = static:yes
                virtual_mailbox_base = $config_directory/mail
                virtual_mailbox_limit = 0
                smtpd_client_connection_count_limit = 0
                default_transport = smtp:[127.0.0.1]:%d
                """
                        .formatted(sink.port()));
        Files.writeString(folder.resolve("aliases"), ALIASES);
        long start = System.nanoTime();
        var server = ServerProcess.start(folder);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        TimeUnit.SECONDS.sleep(5);
        System.out.printf(
                "start to all ports open %d ms, memory at rest (PSS) %d MiB%n",
                millis, server.pssMebibytes());
        return server;
    }

    private static PostfixPeer startTheirs(Path folder, MailSink sink) throws Exception {
        Path aliases = Files.writeString(folder.resolve("aliases"), ALIASES);
        return PostfixPeer.start(
                folder,
                100,
                """
                virtual_alias_maps = regexp:%s
                default_transport = smtp:[127.0.0.1]:%d
                """
                        .formatted(aliases, sink.port()));
    }

    private static void measureAll(Runner ours, Optional<Runner> theirs, MailSink sink)
            throws Exception {
        measure(ours, ROWS.getFirst(), MESSAGES);
        for (Row row : ROWS) {
            if (row.to() == To.ELSEWHERE && !MailSink.isInstalled()) {
                continue;
            }
            System.out.printf(
                    "%s, %s connections, %s, %d octets%n",
                    row.name, row.connections, row.life, row.octets);
            for (int round = 0; round < ROUNDS; round++) {
                if (MailSink.isInstalled()) {
                    System.out.printf(
                            "  client    alone    %,7.0f/s%n",
                            alone(sink, row, MESSAGES / row.share));
                }
                Rates first = measure(ours, row, MESSAGES / row.share);
                first.print(ours.name);
                if (theirs.isPresent()) {
                    // A tenth is enough for a peer that is slower and needs no warming
                    Rates second = measure(theirs.get(), row, MESSAGES / row.share / 10);
                    second.print(theirs.get().name);
                    System.out.printf(
                            "  ratio     accepted %.1f   arrived %.1f%n",
                            first.accepted / second.accepted, first.arrived / second.arrived);
                }
            }
        }
    }

    /// How fast the client is where a server does nothing: no server on this machine can be faster.
    private static double alone(MailSink sink, Row row, int messages) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port());
        var load = new SmtpLoad(address, row.connections, row.octets, row.to, row.life);
        return messages / load.send(messages);
    }

    private static Rates measure(Runner runner, Row row, int messages) throws Exception {
        var arrivals =
                row.to() == To.ELSEWHERE
                        ? Arrivals.sent(runner.log())
                        // Line ends are shorter in a file
                        : Arrivals.into(runner.spool(), row.octets / 20 * 19);
        var load = new SmtpLoad(runner.address(), row.connections, row.octets, row.to, row.life);
        long start = System.nanoTime();
        double accepted = load.send(messages);
        arrivals.await(messages);
        double arrived = (System.nanoTime() - start) / 1e9;
        return new Rates(messages / accepted, messages / arrived);
    }
}
