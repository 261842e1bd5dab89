// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.net.OneMessage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Thousands of clients that send an octet every ten seconds, and a thousand others a second that
/// come and go, while somebody has mail to deliver. Attackers have addresses of their own, so that
/// the limit of each lets in as many as there are.
@Tag("bench")
class FloodBench {
    private static final int SLOW = Integer.getInteger("bench.slow", 2_000);
    private static final int SLOW_OF_ONE_ADDRESS = 10;
    private static final Duration BETWEEN_OCTETS = Duration.ofSeconds(10);
    private static final int FLOOD_PER_SECOND = Integer.getInteger("bench.flood", 1_000);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final int MESSAGES = Integer.getInteger("bench.messages", 500);
    private static final byte[] OCTET = {'x'};

    @TempDir Path folder;

    /// How long messages took, from the connection to the last reply.
    private record Times(List<Duration> sorted) {
        Duration at(double share) {
            return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
        }

        @Override
        public String toString() {
            return "median %.1f ms, of a hundred %.1f ms, longest %.1f ms"
                    .formatted(millis(at(0.5)), millis(at(0.99)), millis(sorted.getLast()));
        }

        private static double millis(Duration time) {
            return time.toNanos() / 1e6;
        }
    }

    @Test
    void letsMailThroughWhileOthersFlood() throws Exception {
        ServerProcess.configure(folder, "mynetworks = 127.0.0.1\nsmtpd_timeout = 3600\n");
        try (ServerProcess server = ServerProcess.start(folder);
                ScheduledExecutorService attack = Executors.newScheduledThreadPool(4)) {
            InetSocketAddress door = server.address("smtp");
            deliver(door);
            Times idle = deliver(door);
            List<Socket> slow = slow(door);
            var floods = new AtomicInteger();
            try {
                trickle(slow, attack);
                flood(door, floods, attack);
                Times first = deliver(door);
                long before = usedMebibytes(server);
                Times attacked = deliver(door);
                long after = usedMebibytes(server);

                System.out.printf("idle      %s%nattacked  %s%n", idle, attacked);
                System.out.printf(
                        "ratio     median %.1f; %,d slow clients, %,d other connections%n",
                        Times.millis(attacked.at(0.5)) / Times.millis(idle.at(0.5)),
                        SLOW,
                        floods.get());
                System.out.printf("heap      %d MiB in use, then %d MiB%n", before, after);
                assertThat(Files.readString(folder.resolve("mail.log")))
                        .as("the slow are served as well")
                        .contains("connect from localhost[127.1.")
                        .doesNotContain("disconnect from localhost[127.1.");
                assertThat(first.at(0.99)).isLessThan(Duration.ofSeconds(1));
                assertThat(attacked.at(0.99)).isLessThan(Duration.ofSeconds(1));
                assertThat(after - before).as("MiB more").isLessThan(16);
            } finally {
                attack.shutdownNow();
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }

    /// What is left of the heap when it has been cleaned.
    private static long usedMebibytes(ServerProcess server)
            throws IOException, InterruptedException {
        jcmd(server, "GC.run");
        Matcher used = USED.matcher(jcmd(server, "GC.heap_info"));
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1)) >> 10;
    }

    private static String jcmd(ServerProcess server, String command)
            throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(program, "" + server.pid(), command).start();
        String output;
        try (var lines = process.inputReader()) {
            output = lines.lines().collect(Collectors.joining("\n"));
        }
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private static List<Socket> slow(InetSocketAddress door) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < SLOW; i++) {
            int owner = i / SLOW_OF_ONE_ADDRESS;
            sockets.add(
                    OneMessage.connect(
                            door, "127.1.%d.%d".formatted(owner / 250, 1 + owner % 250)));
        }
        return sockets;
    }

    /// One behind the other, so that each has its turn in time.
    private static void trickle(List<Socket> slow, ScheduledExecutorService attack) {
        var next = new AtomicInteger();
        var _ =
                attack.scheduleAtFixedRate(
                        () -> {
                            try {
                                slow.get(next.getAndIncrement() % SLOW)
                                        .getOutputStream()
                                        .write(OCTET);
                            } catch (IOException closed) {
                                throw new UncheckedIOException(closed);
                            }
                        },
                        0,
                        BETWEEN_OCTETS.toNanos() / SLOW,
                        TimeUnit.NANOSECONDS);
    }

    /// Connects, and leaves: now at once with a reset, now when it has been greeted.
    private static void flood(
            InetSocketAddress door, AtomicInteger count, ScheduledExecutorService attack) {
        var _ =
                attack.scheduleAtFixedRate(
                        () -> {
                            int number = count.getAndIncrement();
                            Thread.ofVirtual().start(() -> comeAndGo(door, number));
                        },
                        0,
                        TimeUnit.SECONDS.toNanos(1) / FLOOD_PER_SECOND,
                        TimeUnit.NANOSECONDS);
    }

    private static void comeAndGo(InetSocketAddress door, int number) {
        try (Socket socket =
                OneMessage.connect(
                        door, "127.2.%d.%d".formatted(number / 250 % 250, number % 250))) {
            if (number % 2 == 0) {
                socket.setSoLinger(true, 0);
            } else {
                var _ = socket.getInputStream().read();
            }
        } catch (IOException refused) {
            // As many as get in
            return;
        }
    }

    private static Times deliver(InetSocketAddress door) throws IOException {
        var times = new Duration[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            long start = System.nanoTime();
            OneMessage.deliver(door, "u1@example.org");
            times[i] = Duration.ofNanos(System.nanoTime() - start);
        }
        Arrays.sort(times);
        return new Times(List.of(times));
    }
}
