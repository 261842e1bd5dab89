// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/// A mail server that takes test messages and remembers each that it had whole, in which life of
/// its peer, and whether the peer has read the answer: it has when it says something more. Once in
/// a life it can keep an answer back until the peer is dead.
final class RecordingSink implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final ServerSocket door = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final List<Integer> deaths = new ArrayList<>();
    private final Phaser connections = new Phaser(1);
    private final AtomicInteger life = new AtomicInteger();
    private final AtomicReference<Hold> next = new AtomicReference<>(Hold.none());
    private final IntSupplier clock;
    private Hold hold = Hold.none();

    /// @param clock grows with what happens in the test
    RecordingSink(IntSupplier clock) throws IOException {
        this.clock = clock;
        Thread.ofVirtual().start(this::accept);
    }

    /// A message that was there whole.
    static final class Arrival {
        final String id;
        final int life;
        private volatile int readAt = Integer.MAX_VALUE;

        Arrival(String id, int life) {
            this.id = id;
            this.life = life;
        }
    }

    private record Hold(CountDownLatch arrived, CountDownLatch over) {
        static Hold none() {
            return new Hold(new CountDownLatch(0), new CountDownLatch(0));
        }
    }

    int port() {
        return door.getLocalPort();
    }

    /// The next message gets no answer while the peer lives.
    void holdOne() {
        hold = new Hold(new CountDownLatch(1), new CountDownLatch(1));
        next.set(hold);
    }

    boolean isHolding() {
        return hold.arrived().getCount() == 0;
    }

    /// Takes what the dead peer has left on the way, and begins the next life.
    void peerIsDead() throws IOException {
        hold.over().countDown();
        // Behind all connections of the peer, so these have been accepted then
        try (var last = new Peer(address())) {
            last.upTo("220 ");
        }
        await().atMost(LIMIT).until(() -> connections.getRegisteredParties() == 1);
        deaths.add(clock.getAsInt());
        life.incrementAndGet();
    }

    /// All messages, in the order in which they came.
    List<Arrival> arrivals() {
        assertThat(faults).as("faults of the sink").isEmpty();
        return List.copyOf(arrivals);
    }

    /// Whether the peer may have died before it knew that this was done: it had not read the
    /// answer, or only when the clock was at most `slack` behind its death.
    boolean wasCutOff(Arrival arrival, int slack) {
        return arrival.life < deaths.size()
                && deaths.get(arrival.life) - (long) arrival.readAt <= slack;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    private void accept() {
        try {
            while (true) {
                Socket peer = door.accept();
                connections.register();
                int current = life.get();
                Thread.ofVirtual().start(() -> serve(peer, current));
            }
        } catch (IOException closed) {
            // The test is over
            return;
        }
    }

    private void serve(Socket peer, int current) {
        try (peer) {
            talk(new Talk(peer, current));
        } catch (IOException cut) {
            // The peer was killed
            return;
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            faults.add(e);
        } finally {
            connections.arriveAndDeregister();
        }
    }

    private void talk(Talk talk) throws IOException, InterruptedException {
        talk.answer("220 sink.test");
        for (var line = talk.line(); line.isPresent(); line = talk.line()) {
            switch (line.get().split("[ :]", 2)[0]) {
                case "EHLO" -> talk.answer("250-sink.test\r\n250 PIPELINING");
                case "DATA" -> {
                    talk.answer("354 go");
                    take(talk.text(), talk);
                }
                case "QUIT" -> talk.answer("221 bye");
                default -> talk.answer("250 ok");
            }
        }
    }

    private void take(String text, Talk talk) throws IOException, InterruptedException {
        var arrival = new Arrival(TestMail.idOf(text), talk.life);
        arrivals.add(arrival);
        Hold now = next.getAndSet(Hold.none());
        now.arrived().countDown();
        now.over().await();
        talk.answer("250 taken");
        talk.unread = Optional.of(arrival);
    }

    @Override
    public void close() throws IOException {
        hold.over().countDown();
        door.close();
    }

    /// One connection. `unread` is the message of whose answer it is not known that it was read.
    private final class Talk {
        private final int life;
        private final BufferedReader in;
        private final OutputStream out;
        private Optional<Arrival> unread = Optional.empty();

        Talk(Socket peer, int life) throws IOException {
            this.life = life;
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    peer.getInputStream(), StandardCharsets.ISO_8859_1));
            out = peer.getOutputStream();
        }

        void answer(String text) throws IOException {
            out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        /// Empty at the end of the connection.
        Optional<String> line() throws IOException {
            Optional<String> line = Optional.ofNullable(in.readLine());
            if (line.isPresent()) {
                unread.ifPresent(arrival -> arrival.readAt = clock.getAsInt());
                unread = Optional.empty();
            }
            return line;
        }

        /// A whole message.
        String text() throws IOException {
            var text = new StringBuilder();
            while (true) {
                String line = line().orElseThrow(() -> new EOFException("cut off in a message"));
                if (line.equals(".")) {
                    return text.toString();
                }
                text.append(line).append("\r\n");
            }
        }
    }
}
