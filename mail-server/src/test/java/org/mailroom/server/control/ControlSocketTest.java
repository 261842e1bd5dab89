// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

class ControlSocketTest {
    @TempDir private Path folder;

    private static void greet(String user, String question, InputStream in, OutputStream out)
            throws IOException {
        out.write(("hello " + question + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void wait(SocketChannel peer, String question) throws IOException {
        peer.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
        int octets = ("hello " + question + "\n").length();
        byte[] answer = Channels.newInputStream(peer).readNBytes(octets);
        assertThat(new String(answer, StandardCharsets.UTF_8))
                .isEqualTo("hello " + question + "\n");
    }

    private static void awaitEnd(SocketChannel peer) throws IOException {
        peer.configureBlocking(false);
        int read = await().until(() -> peer.read(ByteBuffer.allocate(1)), it -> it != 0);
        assertThat(read).isEqualTo(-1);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("socket")));
    }

    private ControlSocket open(Places places) throws IOException {
        return ControlSocket.openForAll(folder.resolve("socket"), ControlSocketTest::greet, places);
    }

    /// The rights of the file are set behind `bind`: until then others may come in.
    @Test
    void hearsNobodyWhoIsNotTrusted() throws IOException {
        try (var _ =
                        ControlSocket.open(
                                folder.resolve("socket"),
                                "rw-------",
                                ControlSocketTest::greet,
                                Places.unlimited(),
                                _ -> false);
                SocketChannel stranger = connect()) {
            awaitEnd(stranger);
        }
    }

    @Test
    void removesNoFileThatIsNoSocket() throws IOException {
        Path file = Files.writeString(folder.resolve("socket"), "mail of somebody");

        assertThatThrownBy(() -> open(Places.unlimited()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no socket");
        assertThat(file).hasContent("mail of somebody");
    }

    @Test
    void waitsForNobodyWhoDoesNotRead() throws Exception {
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var deadlines = Executors.newSingleThreadScheduledExecutor()) {
            listener.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            try (SocketChannel _ = connect();
                    SocketChannel channel = listener.accept()) {
                var user = Files.getOwner(folder);
                var peer = new Peer(user, channel, deadlines, Duration.ofMillis(100));
                byte[] much = new byte[1 << 24];

                assertThatThrownBy(() -> peer.output().write(much))
                        .isInstanceOf(ClosedChannelException.class);
            }
        }
    }

    @Test
    void goesOnWhereThereAreTooManyThreads() throws Exception {
        var started = new LinkedBlockingQueue<Runnable>();
        var first = new AtomicBoolean(true);
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            var loop = new AcceptLoop(listener, "test");
            Thread.ofVirtual()
                    .start(
                            () ->
                                    loop.run(
                                            _ -> {},
                                            task -> {
                                                if (first.getAndSet(false)) {
                                                    throw new OutOfMemoryError("no thread");
                                                }
                                                started.add(task);
                                            }));
            try (SocketChannel turnedAway = connect()) {
                awaitEnd(turnedAway);
            }
            try (SocketChannel _ = connect()) {
                assertThat(started.poll(10, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    @Test
    void oneWhoIsSilentForLongMakesRoom() throws IOException {
        try (var _ = open(new Places(2, 2, Duration.ZERO, _ -> false));
                SocketChannel first = connect()) {
            wait(first, "one");
            try (SocketChannel second = connect()) {
                wait(second, "two");
                try (SocketChannel third = connect()) {
                    wait(third, "three");

                    awaitEnd(first);
                    third.shutdownOutput();
                    awaitEnd(third);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "9, 1"})
    void otherwiseThereIsNoRoomForMore(int ofUser, int ofAll) throws IOException {
        try (var _ = open(new Places(ofUser, ofAll, Duration.ofHours(1), _ -> false));
                SocketChannel first = connect()) {
            wait(first, "one");
            try (SocketChannel second = connect()) {
                awaitEnd(second);
            }
        }
    }
}
