// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mailroom.core.log.LogCapture;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a session and its peer hear of each other.
class TransportTest extends TransportLab {
    @Test
    void givesTheSessionLinesHoweverTheyAreCut() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire) + "|" + line(wire)));

        try (Socket client = connect(listener)) {
            for (byte octet : "EHLO a\r\nMAIL\n".getBytes(StandardCharsets.US_ASCII)) {
                client.getOutputStream().write(octet);
                client.getOutputStream().flush();
            }
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("EHLO a CRLF|MAIL BARE_LF");
        }
    }

    @Test
    void throwsAnOverlongLineAwayAndReadsTheNext() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire) + "|" + line(wire)));

        try (Socket client = connect(listener)) {
            send(client, "x".repeat(60_000) + "\r\nNOOP\r\n");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("too long|NOOP CRLF");
        }
    }

    @Test
    void givesUpALineWithoutEnd() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire) + "|" + line(wire)));

        try (Socket client = connect(listener)) {
            send(client, "x".repeat(70_000));
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("ENDLESS|ENDLESS");
        }
    }

    @Test
    void knowsATlsHandshakeByItsFirstOctet() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        Listener listener = listen(wire -> lines.add(line(wire)));

        try (Socket client = connect(listener)) {
            send(client, "\u0016\u0003\u0001");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("TLS_RECORD");
        }
    }

    @Test
    void letsASessionThatWaitsSayGoodByeBeforeTheServerStops() throws Exception {
        var waiting = new CountDownLatch(1);
        Listener listener =
                listen(
                        wire -> {
                            waiting.countDown();
                            assertThatThrownBy(() -> line(wire))
                                    .isInstanceOf(WireClosedException.class)
                                    .extracting("reason")
                                    .isEqualTo(WireClosedException.Reason.CLOSED_HERE);
                            wire.write("421 bye\r\n");
                        });

        try (Socket client = connect(listener)) {
            send(client, "half a line");
            assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
            listener.drain(Duration.ofMinutes(1));
            assertThat(read(client)).isEqualTo("421 bye\r\n");
        }
    }

    @Test
    void readsAnnouncedContentToItsEndWhileTheServerStops() throws Exception {
        var reading = new CountDownLatch(1);
        Listener listener =
                listen(
                        wire -> {
                            reading.countDown();
                            byte[] octet = new byte[1];
                            wire.input().read(octet, 0, 1, PATIENCE);
                            wire.write("250 got " + (char) octet[0] + "\r\n");
                        });

        try (Socket client = connect(listener)) {
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
            Thread stop = Thread.ofVirtual().start(() -> listener.drain(Duration.ofMinutes(1)));
            send(client, "x");
            assertThat(read(client)).isEqualTo("250 got x\r\n");
            stop.join();
        }
    }

    @Test
    void sendsWhatTheSessionWrote() throws Exception {
        Listener listener = listen(wire -> wire.write("220 mx ESMTP\r\n"));

        try (Socket client = connect(listener)) {
            assertThat(read(client)).isEqualTo("220 mx ESMTP\r\n");
        }
    }

    @Test
    void endsTheSessionWhenAPeerDoesNotRead() throws Exception {
        var end = new CompletableFuture<WireClosedException.Reason>();
        Listener listener =
                listen(
                        wire -> {
                            wire.writeTimeout(Duration.ofMillis(200));
                            byte[] much = new byte[1 << 20];
                            try {
                                for (int i = 0; i < 100; i++) {
                                    wire.write(much, 0, much.length);
                                }
                            } catch (WireClosedException e) {
                                end.complete(e.reason());
                            }
                        });

        try (Socket client = connect(listener)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(WireClosedException.Reason.TIMEOUT);
        }
    }

    @Test
    void answersAPeerThatHasSaidAllItWill() throws Exception {
        Listener listener =
                listen(
                        wire -> {
                            String first = line(wire);
                            assertThatThrownBy(() -> line(wire))
                                    .isInstanceOf(WireClosedException.class)
                                    .extracting("reason")
                                    .isEqualTo(WireClosedException.Reason.LOST);
                            wire.write("250 " + first + "\r\n");
                        });

        try (Socket client = connect(listener)) {
            send(client, "NOOP\r\n");
            client.shutdownOutput();
            assertThat(read(client)).isEqualTo("250 NOOP CRLF\r\n");
        }
    }

    @Test
    void closesAWireThatOutlivesTheTransport() throws Exception {
        var other = new Transport();
        Listener listener = listen(wire -> line(wire));
        Wire wire = other.connect(listener.address(), Optional.empty(), PATIENCE);
        other.close();

        assertThatCode(wire::close).doesNotThrowAnyException();

        assertThat(wire.isConnected()).isFalse();
    }

    @Test
    void wakesASessionThatAwaitsInput() throws Exception {
        var wires = new LinkedBlockingQueue<Wire>();
        var answer = new CompletableFuture<Awaited>();
        Listener listener =
                listen(
                        wire -> {
                            wires.add(wire);
                            answer.complete(wire.input().await(PATIENCE));
                        });

        try (Socket client = connect(listener)) {
            assertThat(client.isConnected()).isTrue();
            wires.take().input().wake();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Awaited.WOKEN);
        }
    }

    /// Something that a client says is nested too deeply for a parser: it is a matter of this
    /// session, and of one line in the log.
    @Test
    void goesOnWhereASessionNeedsTooMuchStack() throws Exception {
        try (var log = new LogCapture(Transport.class.getPackage())) {
            Listener listener = listen(wire -> nest(wire, 0));

            for (int i = 0; i < 3; i++) {
                try (Socket client = connect(listener)) {
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
            listener.drain(PATIENCE);

            assertThat(log.messages())
                    .hasSize(3)
                    .allMatch(
                            line -> line.matches("test: session of .* failed: .*StackOverflow.*"));
        }
    }

    private static int nest(Wire wire, int depth) {
        return depth == Integer.MAX_VALUE ? depth : nest(wire, depth + 1) + 1;
    }

    @Test
    void talksAsAClient() throws Exception {
        Listener listener = listen(wire -> wire.write(line(wire) + "\r\n"));

        Wire wire = transport.connect(listener.address(), Optional.empty(), PATIENCE);

        wire.write("hello\r\n");
        wire.flush();
        assertThat(line(wire)).isEqualTo("hello CRLF CRLF");
        wire.close();
    }
}
