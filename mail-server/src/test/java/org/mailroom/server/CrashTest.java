// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.server.control.ControlClient;

import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Kills the server while ten clients send, over and over, some messages too large for the journal;
/// now and then it is started and stopped twice without new mail. At the end each message that got
/// its `250` is in its mailbox exactly once, whole, and no other is there twice.
class CrashTest {
    private static final int CLIENTS = 10;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// A client sends again only after its answer, so a server that is alive has long written down
    /// what was done when so many more have been taken.
    private static final int SOON = 5 * CLIENTS;

    private static final String EMPTY_QUEUE = "queue: 0 active, 0 waiting, 0 deferred";

    @TempDir Path folder;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Random random = new Random();
    private String domain = "example.org";

    @Test
    void losesNothingWhenItIsKilledTwice() throws Exception {
        killRounds(2);
    }

    @Test
    @Tag("crash")
    void losesNothingWhenItIsKilledTwentyTimes() throws Exception {
        killRounds(20);
    }

    @Test
    void relaysEverythingWhenItIsKilledTwice() throws Exception {
        relayRounds(2);
    }

    @Test
    @Tag("crash")
    void relaysEverythingWhenItIsKilledTwentyTimes() throws Exception {
        relayRounds(20);
    }

    private void killRounds(int rounds) throws Exception {
        ServerProcess.configure(folder, "");
        for (int round = 0; round < rounds; round++) {
            try (ServerProcess server = ServerProcess.startBriefly(folder)) {
                sendUntilKilled(server, round, () -> true);
            }
            if (round % 10 == 0) {
                stopWithoutMail();
            }
        }
        try (ServerProcess server = ServerProcess.startBriefly(folder)) {
            var mailboxes = new Mailboxes(server.address("pop3"));
            awaitEmptyQueue();

            List<String> ids = mailboxes.ids();
            Map<String, Long> counts =
                    ids.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
            assertThat(counts)
                    .as("how often each is there")
                    .allSatisfy((id, n) -> assertThat(n).isOne());
            assertThat(lost(ids)).as("acknowledged, and not there").isEmpty();
            assertThat(acknowledged).as("messages sent").hasSizeGreaterThan(rounds * CLIENTS);
            assertThat(server.stop()).isZero();
        }
        System.out.printf(
                "%d rounds: %d messages acknowledged, none lost, none doubled%n",
                rounds, acknowledged.size());
    }

    private void relayRounds(int rounds) throws Exception {
        domain = "far.test";
        try (var sink = new RecordingSink(acknowledged::size)) {
            ServerProcess.configure(
                    folder,
                    "default_transport = smtp\nrelayhost = [127.0.0.1]:" + sink.port() + "\n");
            for (int round = 0; round < rounds; round++) {
                try (ServerProcess server = ServerProcess.startBriefly(folder)) {
                    sink.holdOne();
                    sendUntilKilled(server, round, sink::isHolding);
                }
                sink.peerIsDead();
            }
            try (ServerProcess server = ServerProcess.startBriefly(folder)) {
                awaitEmptyQueue();
                assertThat(server.stop()).isZero();
            }
            assertThat(acknowledged).as("messages sent").hasSizeGreaterThan(rounds * CLIENTS);
            checkArrivals(sink, rounds);
        }
    }

    private void checkArrivals(RecordingSink sink, int rounds) {
        Map<String, List<RecordingSink.Arrival>> byId =
                sink.arrivals().stream().collect(Collectors.groupingBy(arrival -> arrival.id));
        assertThat(lost(byId.keySet())).as("acknowledged, and not there").isEmpty();
        int again = 0;
        for (List<RecordingSink.Arrival> arrivals : byId.values()) {
            for (int i = 1; i < arrivals.size(); i++) {
                RecordingSink.Arrival before = arrivals.get(i - 1);
                assertThat(before.life)
                        .as("the life in which %s came, and came again", before.id)
                        .isLessThan(arrivals.get(i).life);
                assertThat(sink.wasCutOff(before, SOON))
                        .as("%s came again, and had been cut off", before.id)
                        .isTrue();
                again++;
            }
        }
        // One in each life had no answer
        assertThat(again).as("messages that came again").isGreaterThanOrEqualTo(rounds);
        System.out.printf(
                "%d rounds: %d messages acknowledged, none lost, %d sent again%n",
                rounds, acknowledged.size(), again);
    }

    private void awaitEmptyQueue() {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(status()).as(this::deferrals).contains(EMPTY_QUEUE));
    }

    // Takes up what the crash has left; then, mostly, with nothing to do.
    private void stopWithoutMail() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (ServerProcess server = ServerProcess.startBriefly(folder)) {
                assertThat(server.stop()).isZero();
            }
        }
    }

    private Set<String> lost(Collection<String> ids) {
        var lost = new TreeSet<>(acknowledged);
        ids.forEach(lost::remove);
        return lost;
    }

    private long acknowledgedIn(int round) {
        return acknowledged.stream().filter(id -> id.startsWith(round + "-")).count();
    }

    private String status() throws IOException {
        return ControlClient.ask(folder.resolve("control"), "status").orElse("");
    }

    private String deferrals() {
        try (Stream<String> lines = Files.lines(folder.resolve("mail.log"))) {
            return lines.filter(line -> line.contains("status=deferred"))
                    .limit(5)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void sendUntilKilled(ServerProcess server, int round, BooleanSupplier ready)
            throws Exception {
        var over = new AtomicBoolean();
        var clients = new ArrayList<Thread>();
        for (int client = 0; client < CLIENTS; client++) {
            var sender = new Sender(server.address("smtp"), round + "-" + client, over);
            clients.add(Thread.ofPlatform().start(sender));
        }
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> acknowledgedIn(round) > CLIENTS && ready.getAsBoolean());
        var moment = Duration.ofMillis(random.nextInt(600));
        await().pollDelay(moment).pollInterval(Duration.ofMillis(1)).until(() -> true);
        server.kill();
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    /// Sends messages one after the other, as fast as the server takes them, until it is gone.
    private final class Sender implements Runnable {
        private final InetSocketAddress server;
        private final String name;
        private final AtomicBoolean over;

        Sender(InetSocketAddress server, String name, AtomicBoolean over) {
            this.server = server;
            this.name = name;
            this.over = over;
        }

        @Override
        public void run() {
            var smtp = new SMTPClient();
            try {
                smtp.connect(server.getAddress(), server.getPort());
                smtp.login("client.test");
                for (int number = 0; !over.get(); number++) {
                    send(smtp, name + "-" + number);
                }
            } catch (IOException killed) {
                // The server is gone: what it had not acknowledged may be there or not.
            }
        }

        private void send(SMTPClient smtp, String id) throws IOException {
            smtp.setSender("sender@client.test");
            smtp.addRecipient("u" + Math.floorMod(id.hashCode(), 10) + "@" + domain);
            Writer data = smtp.sendMessageData();
            if (data == null) {
                throw new IOException("refused: " + smtp.getReplyString());
            }
            data.write(TestMail.text(id));
            data.close();
            if (smtp.completePendingCommand()) {
                acknowledged.add(id);
            }
        }
    }
}
